package dev.rollcall.console.account;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class DeletionResourceIT extends DeletionResourceTest {}
