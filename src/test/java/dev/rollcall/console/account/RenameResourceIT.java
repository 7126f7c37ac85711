package dev.rollcall.console.account;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class RenameResourceIT extends RenameResourceTest {}
