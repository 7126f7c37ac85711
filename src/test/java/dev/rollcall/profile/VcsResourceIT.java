package dev.rollcall.profile;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class VcsResourceIT extends VcsResourceTest {}
