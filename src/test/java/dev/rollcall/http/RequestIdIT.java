package dev.rollcall.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class RequestIdIT extends RequestIdTest {}
