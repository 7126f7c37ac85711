package dev.rollcall.personaltoken;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class TokenResourceIT extends TokenResourceTest {}
