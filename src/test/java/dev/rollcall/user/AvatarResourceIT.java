package dev.rollcall.user;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AvatarResourceIT extends AvatarResourceTest {}
