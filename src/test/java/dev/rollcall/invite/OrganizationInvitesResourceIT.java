package dev.rollcall.invite;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OrganizationInvitesResourceIT extends OrganizationInvitesResourceTest {}
