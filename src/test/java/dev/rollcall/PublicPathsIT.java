package dev.rollcall;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class PublicPathsIT extends PublicPathsTest {}
