package dev.rollcall.cli;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class CliResourcesIT extends CliResourcesTest {}
