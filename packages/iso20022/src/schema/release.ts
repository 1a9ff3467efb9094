/**
 * Yearly releases of the messages' shared parts. The version number of a message counts alone, but messages of one
 * year share what a party, an agent or an account is; so a table says of an element since when it is there.
 */

/** The year whose parts a message version is made of. */
export type Release = 2009 | 2013 | 2016 | 2019 | 2020 | 2021 | 2023;
