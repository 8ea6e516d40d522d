/// The configuration language: text, then directives as written, then checked values, then settings.
///
/// Calls nothing of the gateway but [io.sluice.ftp]. Other rooms declare their directives as [Directive] constants here
/// and read checked values from a [DirectiveSet]; they never see text.
///
/// Reading order: [ConfigurationReader], `LogicalLines`, `Words`, `Parser`, `Checker`; [Directive],
/// [DirectiveTable], [DirectiveSet].
package io.sluice.config;
