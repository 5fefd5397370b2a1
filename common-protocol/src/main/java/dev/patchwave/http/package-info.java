/**
 * The data plane: HTTP/1.1 on Netty. Server, routes, segment server, fetcher, paced uplink.
 *
 * <p>The only package that knows Netty and {@code ByteBuf}; what programs see of it is free of both.
 */
package dev.patchwave.http;
