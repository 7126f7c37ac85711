package dev.rollcall.member;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class MemberStackResourceIT extends MemberStackResourceTest {}
