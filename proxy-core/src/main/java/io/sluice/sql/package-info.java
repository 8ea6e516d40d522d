/// SQL for the rest of the core: databases that are configured, and queries that are run against them. Values reach a
/// database bound to prepared statements, never as part of a statement's text.
///
/// Reading order: [SqlDirectives], [NamedQuery] with [QueryText] and [Binding], [Databases] with [Connections],
/// and [Lookup].
package io.sluice.sql;
