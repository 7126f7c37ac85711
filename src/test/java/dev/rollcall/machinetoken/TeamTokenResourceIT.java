package dev.rollcall.machinetoken;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class TeamTokenResourceIT extends TeamTokenResourceTest {}
