/// What outlives the process: small values under names, kept in one file. State that sessions share while the process
/// runs is not here but in memory.
package io.sluice.datastore;
