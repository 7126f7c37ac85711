package dev.rollcall.console;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class PageFilesIT extends PageFilesTest {}
