package dev.rollcall.orgadmin;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OrganizationAdministrationResourceIT extends OrganizationAdministrationResourceTest {}
