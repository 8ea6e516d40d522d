/// What outlives the process, in one file, or is shared by gateways, in a store: small values under names.
package io.sluice.datastore;
