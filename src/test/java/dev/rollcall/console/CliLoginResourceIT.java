package dev.rollcall.console;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class CliLoginResourceIT extends CliLoginResourceTest {}
