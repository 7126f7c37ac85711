package dev.rollcall.auditlog;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AuditLogResourceIT extends AuditLogResourceTest {}
