package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.library.Product;

/** The origin of a product of two stored matrices by our own kernels, with nothing added. */
record Multiplied(Product product, int tile, Read<Float> a, Read<Float> b) {}
