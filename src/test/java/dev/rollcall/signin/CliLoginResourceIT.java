package dev.rollcall.signin;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class CliLoginResourceIT extends CliLoginResourceTest {}
