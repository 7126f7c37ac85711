package dev.rollcall.team;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class TeamResourceIT extends TeamResourceTest {}
