package dev.rollcall.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ErrorsIT extends ErrorsTest {}
