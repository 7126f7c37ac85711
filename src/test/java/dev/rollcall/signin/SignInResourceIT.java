package dev.rollcall.signin;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SignInResourceIT extends SignInResourceTest {}
