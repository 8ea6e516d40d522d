/// How a member of a pool is chosen: pure functions from a snapshot of the pool to a choice with its reason.
package io.sluice.proxy.policy;
