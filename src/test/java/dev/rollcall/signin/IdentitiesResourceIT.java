package dev.rollcall.signin;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class IdentitiesResourceIT extends IdentitiesResourceTest {}
