package dev.rollcall.accounts;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AccountAdministrationResourceIT extends AccountAdministrationResourceTest {}
