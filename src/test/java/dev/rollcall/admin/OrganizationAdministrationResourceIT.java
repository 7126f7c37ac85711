package dev.rollcall.admin;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OrganizationAdministrationResourceIT extends OrganizationAdministrationResourceTest {}
