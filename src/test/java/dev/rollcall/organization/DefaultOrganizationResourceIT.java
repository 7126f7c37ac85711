package dev.rollcall.organization;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class DefaultOrganizationResourceIT extends DefaultOrganizationResourceTest {}
