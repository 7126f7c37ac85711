package dev.rollcall.console.account;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class TokenPageResourceIT extends TokenPageResourceTest {}
