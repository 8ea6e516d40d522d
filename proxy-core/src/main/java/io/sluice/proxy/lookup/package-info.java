/// Where the members of a pool come from.
package io.sluice.proxy.lookup;
