package dev.rollcall.security;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AccessTokenMechanismIT extends AccessTokenMechanismTest {}
