package dev.rollcall.acceptance;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class PendingInvitesResourceIT extends PendingInvitesResourceTest {}
