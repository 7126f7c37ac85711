package dev.rollcall.stack;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class StackResourceIT extends StackResourceTest {}
