package dev.rollcall.console;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class HomeResourceIT extends HomeResourceTest {}
