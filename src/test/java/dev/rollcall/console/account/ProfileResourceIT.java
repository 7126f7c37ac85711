package dev.rollcall.console.account;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ProfileResourceIT extends ProfileResourceTest {}
