package dev.rollcall.settings;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OrganizationResourceIT extends OrganizationResourceTest {}
