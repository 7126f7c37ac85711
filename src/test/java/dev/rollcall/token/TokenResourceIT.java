package dev.rollcall.token;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class TokenResourceIT extends TokenResourceTest {}
