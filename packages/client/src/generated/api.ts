/**
 * The API as its OpenAPI document describes it: made by "pnpm generate", never by hand. A test says when
 * it is no longer what the document says.
 */
export interface paths {
    readonly "/health/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** That the node runs and answers: whoever gets no answer restarts it */
        readonly get: operations["getLive"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the node should be sent requests: it keeps up, has peers, and room on its disk */
        readonly get: operations["getReady"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What the node counts and measures, for Prometheus */
        readonly get: operations["getMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/oauth/introspect": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Whether a token is valid, and what it opens; of tokens of others only with the scope "audit" */
        readonly post: operations["introspectToken"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/oauth/jwks.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The public keys of the tokens that this node gives out */
        readonly get: operations["getJwks"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/oauth/revoke": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** End one of the client’s own tokens at once */
        readonly post: operations["revokeToken"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/oauth/token": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** A token of ten minutes at most for the holder of an API key, with its scopes or fewer */
        readonly post: operations["issueToken"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Accounts in the order of their addresses, up to 100 at a time */
        readonly get: operations["getAccounts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{address}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** An account with its keys and balances; its record, or its absence, is proven */
        readonly get: operations["getAccount"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{address}/balances/{asset}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What an account holds of an asset, or held after a block, with its proof */
        readonly get: operations["getBalance"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{address}/encryption": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The key that texts for an account are sealed with, with its proof */
        readonly get: operations["getEncryptionKey"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{address}/history/{asset}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How a balance came to be what it is, a page at a time in either direction */
        readonly get: operations["getHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{address}/holds": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Open holds that an account pays, gets or decides, those that end first at the front */
        readonly get: operations["getHolds"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{address}/recovery": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The recovery key of an account and a recovery in progress, with their proof */
        readonly get: operations["getRecovery"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/admin/api-keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Every API key of the node, without its secret */
        readonly get: operations["getApiKeys"];
        readonly put?: never;
        /** Make an API key */
        readonly post: operations["createApiKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/admin/api-keys/{key}/revoke": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** End an API key at once, with the tokens and streams that it opened */
        readonly post: operations["revokeApiKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/admin/api-keys/{key}/rotate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Make an API key that takes over from this one, which goes on for the hours of the overlap */
        readonly post: operations["rotateApiKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/assets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Assets in the order of their codes, a page at a time */
        readonly get: operations["getAssets"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/assets/{asset}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One asset, with its proof */
        readonly get: operations["getAsset"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/assets/{asset}/auditor": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who else can read what is sealed in payments of an asset, with the proof */
        readonly get: operations["getAuditor"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/assets/{asset}/holders/{address}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether an account is frozen for an asset, or on its allow-list, with the proofs */
        readonly get: operations["getHolder"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/assets/{asset}/rules": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What the issuer of an asset may do to its holders, with the proof */
        readonly get: operations["getAssetRules"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The audit log in order, some entries at a time; each holds the hash of the one before */
        readonly get: operations["getAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/blocks/{height}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A final block: its header, its certificate, its evidence, and what became of its transactions */
        readonly get: operations["getBlock"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/cbom": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The cryptographic inventory of the node, a CycloneDX 1.6 document */
        readonly get: operations["getInventory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/connection": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What protects the connection that this very call came by */
        readonly get: operations["getConnection"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/crypto": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What share of the voting power and of every asset is post-quantum */
        readonly get: operations["getCrypto"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Every final block and the outcome of every transaction in it, or those of one account, as server-sent events; from the block after the header Last-Event-ID on */
        readonly get: operations["getEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/evidence": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Validators that signed two different messages: the evidence, and the blocks that hold it */
        readonly get: operations["getEvidence"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/genesis": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The genesis of the chain */
        readonly get: operations["getGenesis"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/holds/{hold}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A hold, or its absence, with the proof */
        readonly get: operations["getHold"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/mempool": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The transactions that wait for a block, the oldest 100 of them */
        readonly get: operations["getMempool"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/metrics/stages": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What the node has used since its start, by thread, stage and topic */
        readonly get: operations["getUsage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/nodes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The registry of nodes: who may connect, and who acts for them */
        readonly get: operations["getNodes"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/nodes/links": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The connections of the network, and with what cryptography, each by the word of a node at its end */
        readonly get: operations["getLinks"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** This reference, as an OpenAPI 3.1 document */
        readonly get: operations["getOpenApi"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/parameters": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The rules that a vote can change, with their proof */
        readonly get: operations["getParameters"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/proposals": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Proposals, the newest first */
        readonly get: operations["getProposals"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/proposals/{number}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One proposal, with its proof */
        readonly get: operations["getProposal"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/reference": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** This reference, as a page */
        readonly get: operations["getReference"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/roles/{address}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What an account may do beyond holding and paying, with its proof */
        readonly get: operations["getRoles"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/simulate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What a transaction would do in the next block; its signatures may be missing, or zeros of the right length */
        readonly post: operations["simulateTransaction"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What the node is doing: its newest block, its round, its mempool, its peers */
        readonly get: operations["getStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/status/why": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Why there is no new block, in words and as facts */
        readonly get: operations["getWhy"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/transactions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Hand in a signed transaction; handing in the same one again is harmless */
        readonly post: operations["submitTransaction"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/transactions/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A transaction: waiting, or final with its receipt and proofs */
        readonly get: operations["getTransaction"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/transactions/batch": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Hand in up to 4,096 signed transactions; each is taken or refused by itself */
        readonly post: operations["submitTransactions"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/transactions/encoding": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What the keys of a transaction sign: the message, and the context of the signature. Who encodes it themselves need not trust the node to show what it was given */
        readonly post: operations["encodeTransaction"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/validators": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who decides the next block */
        readonly get: operations["getValidators"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/validators/changes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The blocks that are followed by other validators, each certified by those before */
        readonly get: operations["getValidatorChanges"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly BlockHeader: {
            /** @description a chain id: 3 to 32 of a-z, 0-9 and -, beginning with a letter */
            readonly chainId: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly evidenceRoot: string;
            /** @description a height */
            readonly height: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly nextValidatorSetHash: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly previousBlockId: string;
            /** @description an address (trellis1…) */
            readonly proposer: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly receiptsRoot: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly stateRoot: string;
            /** @description whole number up to 18446744073709551615, in decimal */
            readonly time: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly transactionsRoot: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly validatorSetHash: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly witnessRoot: string;
        };
        readonly CommitCertificate: {
            /** @description a hash of 64 lowercase hex digits */
            readonly blockId: string;
            /** @description a height */
            readonly height: string;
            /** @description a round from 0 to 65535 */
            readonly round: number;
            readonly signatures: readonly {
                readonly signature: string;
                readonly validatorIndex: number;
            }[];
        };
        readonly FinalTransaction: {
            readonly certificate: components["schemas"]["CommitCertificate"] | null;
            readonly header: components["schemas"]["BlockHeader"];
            /** @description a height */
            readonly height: string;
            readonly index: number;
            readonly receipt: {
                readonly failedOperation: number | null;
                /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                readonly fee: string;
                /** @enum {string} */
                readonly status: "success" | "unknown_account" | "account_exists" | "unknown_asset" | "asset_exists" | "insufficient_funds" | "not_issuer" | "zero_amount" | "amount_overflow" | "invalid_policy" | "scheme_not_allowed" | "invalid_decimals" | "same_account" | "rule_locked" | "invalid_rules" | "not_by_rules" | "supply_exceeded" | "account_frozen" | "asset_frozen" | "not_listed" | "no_change" | "unknown_hold" | "hold_expired" | "invalid_hold_time" | "too_many_holds" | "not_hold_party" | "wrong_release" | "wrong_preimage" | "amount_above_hold" | "hold_mismatch" | "no_encryption_key" | "wrong_readers" | "role_missing" | "unknown_proposal" | "proposal_closed" | "proposal_expired" | "invalid_expiry" | "unknown_node" | "node_exists" | "unknown_validator" | "validator_exists" | "invalid_power" | "last_validator" | "too_much_change" | "key_in_use" | "invalid_key" | "scheme_in_use" | "invalid_parameters" | "too_many_keys" | "no_recovery" | "recovery_pending" | "no_pending_recovery" | "recovery_too_early" | "invalid_delay";
                /** @description a hash of 64 lowercase hex digits */
                readonly transactionId: string;
            };
            readonly receiptProof: {
                readonly count: number;
                readonly index: number;
                readonly siblings: readonly string[];
            };
            readonly signed: components["schemas"]["SignedTransaction"];
            /** @description a hash of 64 lowercase hex digits */
            readonly transactionId: string;
            readonly transactionProof: {
                readonly count: number;
                readonly index: number;
                readonly siblings: readonly string[];
            };
        };
        readonly MapProof: {
            readonly leaf: {
                /** @description a hash of 64 lowercase hex digits */
                readonly keyHash: string;
                /** @description a hash of 64 lowercase hex digits */
                readonly valueHash: string;
            } | null;
            readonly siblings: readonly string[];
        };
        readonly Operation: {
            readonly policy: components["schemas"]["Policy"];
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "createAccount";
        } | {
            readonly policy: components["schemas"]["Policy"];
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "setPolicy";
        } | {
            readonly publicKey: string | null;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "setEncryptionKey";
        } | {
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            readonly decimals: number;
            /** @description a name of 1 to 64 bytes without control characters */
            readonly name: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "defineAsset";
        } | {
            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
            readonly amount: string;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @description an address (trellis1…) */
            readonly to: string;
            /** @constant */
            readonly type: "mint";
        } | {
            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
            readonly amount: string;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "burn";
        } | {
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            readonly auditor: string | null;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "setAuditor";
        } | {
            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
            readonly amount: string;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @description an address (trellis1…) */
            readonly to: string;
            /** @constant */
            readonly type: "transfer";
        } | {
            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
            readonly amount: string;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            readonly remittance: {
                readonly endToEndId: string | null;
                readonly invoice: string | null;
                readonly purpose: string | null;
                readonly reference: string | null;
            };
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @description an address (trellis1…) */
            readonly to: string;
            /** @constant */
            readonly type: "pay";
        } | {
            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
            readonly amount: string;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            readonly sealed: {
                readonly ciphertext: string;
                readonly readers: readonly {
                    /** @description an address (trellis1…) */
                    readonly account: string;
                    readonly encapsulated: string;
                    readonly wrappedKey: string;
                }[];
            };
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @description an address (trellis1…) */
            readonly to: string;
            /** @constant */
            readonly type: "paySealed";
        } | {
            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
            readonly amount: string;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            /** @description whole number up to 18446744073709551615, in decimal */
            readonly expiresAt: string;
            readonly release: {
                /** @description an address (trellis1…) */
                readonly arbiter: string;
                /** @constant */
                readonly type: "arbiter";
            } | {
                /** @description a hash of 64 lowercase hex digits */
                readonly sha256: string;
                /** @constant */
                readonly type: "preimage";
            };
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @description an address (trellis1…) */
            readonly to: string;
            /** @constant */
            readonly type: "reserve";
        } | {
            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
            readonly amount: string;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            /** @description an address (trellis1…) */
            readonly from: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly hold: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @description an address (trellis1…) */
            readonly to: string;
            /** @constant */
            readonly type: "postHold";
        } | {
            /** @description an address (trellis1…) */
            readonly from: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly hold: string;
            readonly preimage: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @description an address (trellis1…) */
            readonly to: string;
            /** @constant */
            readonly type: "claimHold";
        } | {
            /** @description an address (trellis1…) */
            readonly from: string;
            /** @description a hash of 64 lowercase hex digits */
            readonly hold: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @description an address (trellis1…) */
            readonly to: string;
            /** @constant */
            readonly type: "voidHold";
        } | {
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            readonly rules: {
                /** @enum {string} */
                readonly clawback: "never" | "issuer";
                /** @enum {string} */
                readonly freeze: "never" | "issuer";
                /** @enum {string} */
                readonly holders: "anyone" | "listed";
                readonly locked: readonly ("holders" | "freeze" | "clawback" | "supplyMax")[];
                readonly supplyMax: string | null;
            };
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "setAssetRules";
        } | {
            readonly account: string | null;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "freeze";
        } | {
            readonly account: string | null;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "unfreeze";
        } | {
            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
            readonly amount: string;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            /** @description an address (trellis1…) */
            readonly from: string;
            /** @enum {string} */
            readonly reason: "courtOrder" | "sanctions" | "fraud" | "sentInError" | "lostKeys" | "other";
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "clawback";
        } | {
            /** @description an address (trellis1…) */
            readonly account: string;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "allowHolder";
        } | {
            /** @description an address (trellis1…) */
            readonly account: string;
            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
            readonly asset: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "disallowHolder";
        } | {
            readonly recovery: {
                readonly delay: number;
                readonly policy: components["schemas"]["Policy"];
            } | null;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "setRecovery";
        } | {
            readonly policy: components["schemas"]["Policy"];
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "startRecovery";
        } | {
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "vetoRecovery";
        } | {
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "finishRecovery";
        } | {
            readonly actions: readonly ({
                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                readonly node: string;
                readonly power: number;
                readonly publicKey: string;
                /** @enum {string} */
                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                /** @constant */
                readonly type: "addValidator";
            } | {
                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                readonly node: string;
                /** @constant */
                readonly type: "removeValidator";
            } | {
                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                readonly node: string;
                readonly power: number;
                /** @constant */
                readonly type: "setPower";
            } | {
                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                readonly node: string;
                readonly publicKey: string;
                /** @enum {string} */
                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                /** @constant */
                readonly type: "rotateValidatorKey";
            } | {
                /** @description an address (trellis1…) */
                readonly networkKey: string;
                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                readonly node: string;
                /** @description an address (trellis1…) */
                readonly operator: string;
                /** @description a libp2p peer id */
                readonly peer: string;
                /** @constant */
                readonly type: "addNode";
            } | {
                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                readonly node: string;
                /** @constant */
                readonly type: "removeNode";
            } | {
                /** @description an address (trellis1…) */
                readonly networkKey: string;
                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                readonly node: string;
                readonly overlap: number;
                /** @constant */
                readonly type: "rotateNetworkKey";
            } | {
                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                readonly node: string;
                /** @description an address (trellis1…) */
                readonly operator: string;
                /** @constant */
                readonly type: "setOperator";
            } | {
                /** @description an address (trellis1…) */
                readonly account: string;
                /** @enum {string} */
                readonly role: "issuer" | "registrar" | "auditor";
                /** @constant */
                readonly type: "grantRole";
            } | {
                /** @description an address (trellis1…) */
                readonly account: string;
                /** @enum {string} */
                readonly role: "issuer" | "registrar" | "auditor";
                /** @constant */
                readonly type: "revokeRole";
            } | {
                /** @enum {string} */
                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                /** @constant */
                readonly type: "allowScheme";
                /** @enum {string} */
                readonly use: "accounts" | "validators" | "recovery";
            } | {
                /** @description a height */
                readonly lastHeight: string;
                /** @enum {string} */
                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                /** @constant */
                readonly type: "phaseOutScheme";
                /** @enum {string} */
                readonly use: "accounts" | "validators" | "recovery";
            } | {
                readonly limits: {
                    readonly blockBytesMax: number;
                    readonly blockTransactionsMax: number;
                    readonly recoveryDelay: number;
                };
                /** @constant */
                readonly type: "setLimits";
            } | {
                readonly fees: {
                    /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                    readonly asset: string;
                    /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                    readonly perByte: string;
                    /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                    readonly perSignature: string;
                    /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                    readonly perTransaction: string;
                    readonly recipient: string | null;
                } | null;
                /** @constant */
                readonly type: "setFees";
            })[];
            /** @description a height */
            readonly expiresAt: string;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "propose";
        } | {
            /** @enum {string} */
            readonly choice: "approve" | "reject";
            readonly proposal: number;
            /** @description an address (trellis1…) */
            readonly source: string;
            /** @constant */
            readonly type: "vote";
        };
        readonly Policy: {
            readonly keys: readonly {
                /** @description an address (trellis1…) */
                readonly address: string;
                /** @enum {string} */
                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                readonly weight: number;
            }[];
            readonly postQuantumWeight: number;
            readonly threshold: number;
        };
        readonly Problem: {
            /** @description text */
            readonly code: string;
            /** @description text */
            readonly detail: string;
            readonly status: number;
            /** @description text */
            readonly title: string;
            /** @description text */
            readonly type: string;
        };
        readonly SignedTransaction: {
            readonly transaction: {
                /** @description a chain id: 3 to 32 of a-z, 0-9 and -, beginning with a letter */
                readonly chainId: string;
                /** @description a memo of at most 256 bytes */
                readonly memo: string;
                readonly operations: readonly components["schemas"]["Operation"][];
                /** @description an address (trellis1…) */
                readonly sender: string;
                /** @description whole number up to 18446744073709551615, in decimal */
                readonly sequence: string;
                /** @description a height */
                readonly validUntil: string;
            };
            readonly witnesses: readonly {
                /** @description an address (trellis1…) */
                readonly account: string;
                readonly keyIndex: number;
                readonly publicKey: string | null;
                readonly signature: string;
            }[];
        };
        readonly TransactionAnswer: {
            readonly final: components["schemas"]["FinalTransaction"] | null;
            /** @description a hash of 64 lowercase hex digits */
            readonly transactionId: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly getLive: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description That the node runs and answers: whoever gets no answer restarts it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly status: "live";
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getReady: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is ready */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly reasons: readonly ("catching_up" | "no_peers" | "disk_full")[];
                        /** @enum {string} */
                        readonly status: "ready" | "unready";
                    };
                };
            };
            /** @description It is not, and why */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly reasons: readonly ("catching_up" | "no_peers" | "disk_full")[];
                        /** @enum {string} */
                        readonly status: "ready" | "unready";
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Prometheus’ text format */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain; version=0.0.4; charset=utf-8": string;
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly introspectToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-www-form-urlencoded": {
                    readonly token: string;
                    readonly token_type_hint?: string;
                };
            };
        };
        readonly responses: {
            /** @description RFC 7662 */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly active: boolean;
                        readonly aud?: string;
                        readonly client_id?: string;
                        readonly exp?: number;
                        readonly iat?: number;
                        readonly iss?: string;
                        readonly jti?: string;
                        readonly scope?: string;
                        readonly sub?: string;
                        readonly token_type?: string;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getJwks: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The public keys of the tokens that this node gives out */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly keys: readonly {
                            /** @enum {string} */
                            readonly alg: "ML-DSA-65";
                            /** @description text */
                            readonly kid: string;
                            /** @enum {string} */
                            readonly kty: "AKP";
                            /** @description text */
                            readonly pub: string;
                            /** @enum {string} */
                            readonly use: "sig";
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly revokeToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-www-form-urlencoded": {
                    readonly token: string;
                    readonly token_type_hint?: string;
                };
            };
        };
        readonly responses: {
            /** @description It is of no use now, or never was (RFC 7009 §2.2) */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly issueToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-www-form-urlencoded": {
                    /** @constant */
                    readonly grant_type: "client_credentials";
                    /** @description with spaces between; all of the key’s when absent */
                    readonly scope?: string;
                };
            };
        };
        readonly responses: {
            /** @description A JWT (RFC 9068) that is signed with ML-DSA-65 */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description text */
                        readonly access_token: string;
                        readonly expires_in: number;
                        /** @description text */
                        readonly scope: string;
                        /** @enum {string} */
                        readonly token_type: "Bearer";
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAccounts: {
        readonly parameters: {
            readonly query?: {
                /** @description The last account of the page before; absent for the first page */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Accounts in the order of their addresses, up to 100 at a time */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly accounts: readonly {
                            /** @description an address (trellis1…) */
                            readonly address: string;
                            readonly keys: number;
                            readonly postQuantum: boolean;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly sequence: string;
                        }[];
                        /** @description a height */
                        readonly height: string;
                        readonly next: string | null;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAccount: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An account */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description An account with its keys and balances; its record, or its absence, is proven */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                readonly nextPolicy: {
                                    /** @description a height */
                                    readonly fromHeight: string;
                                    readonly policy: components["schemas"]["Policy"];
                                } | null;
                                readonly policy: components["schemas"]["Policy"];
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly sequence: string;
                            } | null;
                        };
                        readonly reported: {
                            readonly balances: readonly {
                                /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                readonly amount: string;
                                /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                                readonly asset: string;
                            }[];
                            readonly registeredKeys: readonly string[];
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getBalance: {
        readonly parameters: {
            readonly query?: {
                /** @description The height of the block whose state answers, if the node keeps it; absent: the newest */
                readonly height?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description An account */
                readonly address: string;
                /** @description An asset */
                readonly asset: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What an account holds of an asset, or held after a block, with its proof */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                readonly amount: string;
                            } | null;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getEncryptionKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An account */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The key that texts for an account are sealed with, with its proof */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                readonly publicKey: string;
                                /** @description a height */
                                readonly since: string;
                            } | null;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description Entries after this HEIGHT-POSITION, the oldest first; "0-0" begins after the genesis */
                readonly after?: string;
                /** @description Entries before this HEIGHT-POSITION, the newest first; the newest of all when neither is given */
                readonly before?: string;
                /** @description The most that the answer holds, up to 100; 100 when absent */
                readonly limit?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description An account */
                readonly address: string;
                /** @description An asset */
                readonly asset: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description How a balance came to be what it is, a page at a time in either direction */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description an address (trellis1…) */
                        readonly address: string;
                        /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                        readonly asset: string;
                        readonly entries: readonly {
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly after: string;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly before: string;
                            /** @description a height */
                            readonly height: string;
                            readonly position: number;
                            readonly status: ("success" | "unknown_account" | "account_exists" | "unknown_asset" | "asset_exists" | "insufficient_funds" | "not_issuer" | "zero_amount" | "amount_overflow" | "invalid_policy" | "scheme_not_allowed" | "invalid_decimals" | "same_account" | "rule_locked" | "invalid_rules" | "not_by_rules" | "supply_exceeded" | "account_frozen" | "asset_frozen" | "not_listed" | "no_change" | "unknown_hold" | "hold_expired" | "invalid_hold_time" | "too_many_holds" | "not_hold_party" | "wrong_release" | "wrong_preimage" | "amount_above_hold" | "hold_mismatch" | "no_encryption_key" | "wrong_readers" | "role_missing" | "unknown_proposal" | "proposal_closed" | "proposal_expired" | "invalid_expiry" | "unknown_node" | "node_exists" | "unknown_validator" | "validator_exists" | "invalid_power" | "last_validator" | "too_much_change" | "key_in_use" | "invalid_key" | "scheme_in_use" | "invalid_parameters" | "too_many_keys" | "no_recovery" | "recovery_pending" | "no_pending_recovery" | "recovery_too_early" | "invalid_delay") | null;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly time: string;
                            readonly transaction: {
                                /** @description a chain id: 3 to 32 of a-z, 0-9 and -, beginning with a letter */
                                readonly chainId: string;
                                /** @description a memo of at most 256 bytes */
                                readonly memo: string;
                                readonly operations: readonly components["schemas"]["Operation"][];
                                /** @description an address (trellis1…) */
                                readonly sender: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly sequence: string;
                                /** @description a height */
                                readonly validUntil: string;
                            } | null;
                            readonly transactionId: string | null;
                        }[];
                        /** @description a height */
                        readonly height: string;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getHolds: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An account */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Open holds that an account pays, gets or decides, those that end first at the front */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description a height */
                        readonly height: string;
                        readonly holds: readonly {
                            readonly hold: {
                                /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                readonly amount: string;
                                /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                                readonly asset: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly expiresAt: string;
                                /** @description an address (trellis1…) */
                                readonly payee: string;
                                /** @description an address (trellis1…) */
                                readonly payer: string;
                                readonly release: {
                                    /** @description an address (trellis1…) */
                                    readonly arbiter: string;
                                    /** @constant */
                                    readonly type: "arbiter";
                                } | {
                                    /** @description a hash of 64 lowercase hex digits */
                                    readonly sha256: string;
                                    /** @constant */
                                    readonly type: "preimage";
                                };
                                /** @description a height */
                                readonly reservedAt: string;
                            };
                            /** @description a hash of 64 lowercase hex digits */
                            readonly id: string;
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getRecovery: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An account */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The recovery key of an account and a recovery in progress, with their proof */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                readonly delay: number;
                                readonly pending: {
                                    /** @description a height */
                                    readonly finishableFrom: string;
                                    readonly policy: components["schemas"]["Policy"];
                                    /** @description a height */
                                    readonly startedAt: string;
                                } | null;
                                readonly policy: components["schemas"]["Policy"];
                            } | null;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getApiKeys: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Every API key of the node, without its secret */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly keys: readonly {
                            readonly accounts: readonly string[] | null;
                            readonly addresses: readonly string[];
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly created: string;
                            readonly expires: string | null;
                            /** @description the id of an API key: 16 lowercase hex digits */
                            readonly id: string;
                            readonly lastUse: {
                                /** @description an IP address or a network such as 10.0.0.0/8 */
                                readonly address: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly time: string;
                            } | null;
                            /** @description a name of 1 to 64 bytes without control characters */
                            readonly name: string;
                            readonly replaces: string | null;
                            readonly revoked: string | null;
                            readonly scopes: readonly ("read" | "submit" | "events" | "admin" | "audit" | "metrics")[];
                            /** @enum {string} */
                            readonly state: "valid" | "expired" | "revoked";
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly createApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly accounts: readonly string[] | null;
                    readonly addresses: readonly string[];
                    readonly expires: string | null;
                    /** @description a name of 1 to 64 bytes without control characters */
                    readonly name: string;
                    readonly scopes: readonly ("read" | "submit" | "events" | "admin" | "audit" | "metrics")[];
                };
            };
        };
        readonly responses: {
            /** @description The new key; its secret is in this answer alone */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly key: {
                            readonly accounts: readonly string[] | null;
                            readonly addresses: readonly string[];
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly created: string;
                            readonly expires: string | null;
                            /** @description the id of an API key: 16 lowercase hex digits */
                            readonly id: string;
                            readonly lastUse: {
                                /** @description an IP address or a network such as 10.0.0.0/8 */
                                readonly address: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly time: string;
                            } | null;
                            /** @description a name of 1 to 64 bytes without control characters */
                            readonly name: string;
                            readonly replaces: string | null;
                            readonly revoked: string | null;
                            readonly scopes: readonly ("read" | "submit" | "events" | "admin" | "audit" | "metrics")[];
                            /** @enum {string} */
                            readonly state: "valid" | "expired" | "revoked";
                        };
                        /** @description an API key */
                        readonly secret: string;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly revokeApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An API key by its id */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The key as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly key: {
                            readonly accounts: readonly string[] | null;
                            readonly addresses: readonly string[];
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly created: string;
                            readonly expires: string | null;
                            /** @description the id of an API key: 16 lowercase hex digits */
                            readonly id: string;
                            readonly lastUse: {
                                /** @description an IP address or a network such as 10.0.0.0/8 */
                                readonly address: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly time: string;
                            } | null;
                            /** @description a name of 1 to 64 bytes without control characters */
                            readonly name: string;
                            readonly replaces: string | null;
                            readonly revoked: string | null;
                            readonly scopes: readonly ("read" | "submit" | "events" | "admin" | "audit" | "metrics")[];
                            /** @enum {string} */
                            readonly state: "valid" | "expired" | "revoked";
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly rotateApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An API key by its id */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly overlapHours: number;
                };
            };
        };
        readonly responses: {
            /** @description The new key; its secret is in this answer alone */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly key: {
                            readonly accounts: readonly string[] | null;
                            readonly addresses: readonly string[];
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly created: string;
                            readonly expires: string | null;
                            /** @description the id of an API key: 16 lowercase hex digits */
                            readonly id: string;
                            readonly lastUse: {
                                /** @description an IP address or a network such as 10.0.0.0/8 */
                                readonly address: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly time: string;
                            } | null;
                            /** @description a name of 1 to 64 bytes without control characters */
                            readonly name: string;
                            readonly replaces: string | null;
                            readonly revoked: string | null;
                            readonly scopes: readonly ("read" | "submit" | "events" | "admin" | "audit" | "metrics")[];
                            /** @enum {string} */
                            readonly state: "valid" | "expired" | "revoked";
                        };
                        /** @description an API key */
                        readonly secret: string;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAssets: {
        readonly parameters: {
            readonly query?: {
                /** @description The last asset of the page before; absent for the first page */
                readonly after?: string;
                /** @description The most that the answer holds, up to 1000; 100 when absent */
                readonly limit?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Assets in the order of their codes, a page at a time */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly assets: readonly {
                            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                            readonly asset: string;
                            readonly decimals: number;
                            /** @description an address (trellis1…) */
                            readonly issuer: string;
                            /** @description a name */
                            readonly name: string;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly supply: string;
                        }[];
                        readonly next: string | null;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAsset: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An asset */
                readonly asset: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One asset, with its proof */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                                readonly asset: string;
                                readonly decimals: number;
                                /** @description an address (trellis1…) */
                                readonly issuer: string;
                                /** @description a name */
                                readonly name: string;
                                /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                readonly supply: string;
                            } | null;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAuditor: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An asset */
                readonly asset: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Who else can read what is sealed in payments of an asset, with the proof */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                /** @description an address (trellis1…) */
                                readonly auditor: string;
                                /** @description a height */
                                readonly since: string;
                            } | null;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getHolder: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An account */
                readonly address: string;
                /** @description An asset */
                readonly asset: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Whether an account is frozen for an asset, or on its allow-list, with the proofs */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly allowEntry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                /** @description a height */
                                readonly since: string;
                            } | null;
                        };
                        readonly freezeEntry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                /** @description a height */
                                readonly since: string;
                            } | null;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAssetRules: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An asset */
                readonly asset: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What the issuer of an asset may do to its holders, with the proof */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                /** @enum {string} */
                                readonly clawback: "never" | "issuer";
                                /** @enum {string} */
                                readonly freeze: "never" | "issuer";
                                readonly frozen: boolean;
                                /** @enum {string} */
                                readonly holders: "anyone" | "listed";
                                readonly locked: readonly ("holders" | "freeze" | "clawback" | "supplyMax")[];
                                readonly supplyMax: string | null;
                            } | null;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAudit: {
        readonly parameters: {
            readonly query?: {
                /** @description The number of the entry before the first of interest; 0 when absent */
                readonly after?: string;
                /** @description The most that the answer holds, up to 1000; 100 when absent */
                readonly limit?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The audit log in order, some entries at a time; each holds the hash of the one before */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly lines: readonly {
                            readonly entry: {
                                /** @description text without control characters */
                                readonly address: string;
                                readonly count: number;
                                /** @enum {string} */
                                readonly event: "started" | "stopped" | "call" | "call_failed" | "refused" | "key_created" | "key_changed" | "key_revoked" | "key_removed" | "key_new_address" | "token_issued" | "token_revoked" | "torn_tail" | "damage_found" | "entries_lost" | "removed";
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly number: string;
                                /** @description text without control characters */
                                readonly outcome: string;
                                /** @description a hash of 64 lowercase hex digits */
                                readonly previous: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly time: string;
                                /** @description text without control characters */
                                readonly what: string;
                                /** @description text without control characters */
                                readonly who: string;
                            };
                            /** @description a hash of 64 lowercase hex digits */
                            readonly hash: string;
                        }[];
                        readonly next: string | null;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getBlock: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A height, the id of a block, or "latest" */
                readonly height: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Final, and so the same for ever: to be kept by who has it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description a hash of 64 lowercase hex digits */
                        readonly blockId: string;
                        readonly certificate: components["schemas"]["CommitCertificate"] | null;
                        readonly evidence: readonly {
                            readonly evidence: {
                                readonly first: {
                                    /** @description a hash of 64 lowercase hex digits */
                                    readonly blockId: string;
                                    /** @description a height */
                                    readonly height: string;
                                    /** @description an address (trellis1…) */
                                    readonly proposer: string;
                                    /** @description a round from 0 to 65535 */
                                    readonly round: number;
                                    readonly signature: string;
                                    readonly validRound: number;
                                };
                                readonly second: {
                                    /** @description a hash of 64 lowercase hex digits */
                                    readonly blockId: string;
                                    /** @description a height */
                                    readonly height: string;
                                    /** @description an address (trellis1…) */
                                    readonly proposer: string;
                                    /** @description a round from 0 to 65535 */
                                    readonly round: number;
                                    readonly signature: string;
                                    readonly validRound: number;
                                };
                                /** @constant */
                                readonly type: "proposals";
                            } | {
                                readonly first: {
                                    readonly blockId: string | null;
                                    /** @description a height */
                                    readonly height: string;
                                    /** @description a round from 0 to 65535 */
                                    readonly round: number;
                                    readonly signature: string;
                                    /** @enum {string} */
                                    readonly type: "prevote" | "precommit";
                                    /** @description an address (trellis1…) */
                                    readonly validator: string;
                                };
                                readonly second: {
                                    readonly blockId: string | null;
                                    /** @description a height */
                                    readonly height: string;
                                    /** @description a round from 0 to 65535 */
                                    readonly round: number;
                                    readonly signature: string;
                                    /** @enum {string} */
                                    readonly type: "prevote" | "precommit";
                                    /** @description an address (trellis1…) */
                                    readonly validator: string;
                                };
                                /** @constant */
                                readonly type: "votes";
                            };
                            /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                            readonly node: string;
                        }[] | null;
                        readonly header: components["schemas"]["BlockHeader"];
                        readonly transactions: readonly {
                            readonly bytes: number;
                            readonly failedOperation: number | null;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly fee: string;
                            readonly signatureBytes: number;
                            /** @enum {string} */
                            readonly status: "success" | "unknown_account" | "account_exists" | "unknown_asset" | "asset_exists" | "insufficient_funds" | "not_issuer" | "zero_amount" | "amount_overflow" | "invalid_policy" | "scheme_not_allowed" | "invalid_decimals" | "same_account" | "rule_locked" | "invalid_rules" | "not_by_rules" | "supply_exceeded" | "account_frozen" | "asset_frozen" | "not_listed" | "no_change" | "unknown_hold" | "hold_expired" | "invalid_hold_time" | "too_many_holds" | "not_hold_party" | "wrong_release" | "wrong_preimage" | "amount_above_hold" | "hold_mismatch" | "no_encryption_key" | "wrong_readers" | "role_missing" | "unknown_proposal" | "proposal_closed" | "proposal_expired" | "invalid_expiry" | "unknown_node" | "node_exists" | "unknown_validator" | "validator_exists" | "invalid_power" | "last_validator" | "too_much_change" | "key_in_use" | "invalid_key" | "scheme_in_use" | "invalid_parameters" | "too_many_keys" | "no_recovery" | "recovery_pending" | "no_pending_recovery" | "recovery_too_early" | "invalid_delay";
                            /** @description a hash of 64 lowercase hex digits */
                            readonly transactionId: string;
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getInventory: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description ECMA-424, bom-1.6.schema.json */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/vnd.cyclonedx+json; version=1.6": Record<string, never>;
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getConnection: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What protects the connection that this very call came by */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly cipher: string | null;
                        readonly encrypted: boolean;
                        readonly group: string | null;
                        readonly postQuantum: boolean;
                        readonly protocol: string | null;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getCrypto: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What share of the voting power and of every asset is post-quantum */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly accounts: {
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly postQuantum: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly total: string;
                        };
                        readonly assets: readonly {
                            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                            readonly asset: string;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly postQuantum: string;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly total: string;
                        }[];
                        /** @description a height */
                        readonly height: string;
                        readonly power: {
                            readonly postQuantum: number;
                            readonly total: number;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getEvents: {
        readonly parameters: {
            readonly query?: {
                /** @description Only the transactions that act for this account, pay to it or make it */
                readonly account?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Events "block" and "transaction", of one account "transaction" alone; the last of a block has its height as its id */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": {
                        /** @description a hash of 64 lowercase hex digits */
                        readonly blockId: string;
                        /** @description a height */
                        readonly height: string;
                        /** @description an address (trellis1…) */
                        readonly proposer: string;
                        /** @description a round from 0 to 65535 */
                        readonly round: number;
                        /** @description whole number up to 18446744073709551615, in decimal */
                        readonly time: string;
                        readonly transactions: number;
                    } | {
                        /** @description a height */
                        readonly height: string;
                        /** @enum {string} */
                        readonly status: "success" | "unknown_account" | "account_exists" | "unknown_asset" | "asset_exists" | "insufficient_funds" | "not_issuer" | "zero_amount" | "amount_overflow" | "invalid_policy" | "scheme_not_allowed" | "invalid_decimals" | "same_account" | "rule_locked" | "invalid_rules" | "not_by_rules" | "supply_exceeded" | "account_frozen" | "asset_frozen" | "not_listed" | "no_change" | "unknown_hold" | "hold_expired" | "invalid_hold_time" | "too_many_holds" | "not_hold_party" | "wrong_release" | "wrong_preimage" | "amount_above_hold" | "hold_mismatch" | "no_encryption_key" | "wrong_readers" | "role_missing" | "unknown_proposal" | "proposal_closed" | "proposal_expired" | "invalid_expiry" | "unknown_node" | "node_exists" | "unknown_validator" | "validator_exists" | "invalid_power" | "last_validator" | "too_much_change" | "key_in_use" | "invalid_key" | "scheme_in_use" | "invalid_parameters" | "too_many_keys" | "no_recovery" | "recovery_pending" | "no_pending_recovery" | "recovery_too_early" | "invalid_delay";
                        /** @description a hash of 64 lowercase hex digits */
                        readonly transactionId: string;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getEvidence: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Validators that signed two different messages: the evidence, and the blocks that hold it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly blocks: readonly {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly evidence: readonly {
                                readonly evidence: {
                                    readonly first: {
                                        /** @description a hash of 64 lowercase hex digits */
                                        readonly blockId: string;
                                        /** @description a height */
                                        readonly height: string;
                                        /** @description an address (trellis1…) */
                                        readonly proposer: string;
                                        /** @description a round from 0 to 65535 */
                                        readonly round: number;
                                        readonly signature: string;
                                        readonly validRound: number;
                                    };
                                    readonly second: {
                                        /** @description a hash of 64 lowercase hex digits */
                                        readonly blockId: string;
                                        /** @description a height */
                                        readonly height: string;
                                        /** @description an address (trellis1…) */
                                        readonly proposer: string;
                                        /** @description a round from 0 to 65535 */
                                        readonly round: number;
                                        readonly signature: string;
                                        readonly validRound: number;
                                    };
                                    /** @constant */
                                    readonly type: "proposals";
                                } | {
                                    readonly first: {
                                        readonly blockId: string | null;
                                        /** @description a height */
                                        readonly height: string;
                                        /** @description a round from 0 to 65535 */
                                        readonly round: number;
                                        readonly signature: string;
                                        /** @enum {string} */
                                        readonly type: "prevote" | "precommit";
                                        /** @description an address (trellis1…) */
                                        readonly validator: string;
                                    };
                                    readonly second: {
                                        readonly blockId: string | null;
                                        /** @description a height */
                                        readonly height: string;
                                        /** @description a round from 0 to 65535 */
                                        readonly round: number;
                                        readonly signature: string;
                                        /** @enum {string} */
                                        readonly type: "prevote" | "precommit";
                                        /** @description an address (trellis1…) */
                                        readonly validator: string;
                                    };
                                    /** @constant */
                                    readonly type: "votes";
                                };
                                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                readonly node: string;
                            }[];
                            readonly header: components["schemas"]["BlockHeader"];
                        }[];
                        readonly waiting: readonly {
                            readonly evidence: {
                                readonly first: {
                                    /** @description a hash of 64 lowercase hex digits */
                                    readonly blockId: string;
                                    /** @description a height */
                                    readonly height: string;
                                    /** @description an address (trellis1…) */
                                    readonly proposer: string;
                                    /** @description a round from 0 to 65535 */
                                    readonly round: number;
                                    readonly signature: string;
                                    readonly validRound: number;
                                };
                                readonly second: {
                                    /** @description a hash of 64 lowercase hex digits */
                                    readonly blockId: string;
                                    /** @description a height */
                                    readonly height: string;
                                    /** @description an address (trellis1…) */
                                    readonly proposer: string;
                                    /** @description a round from 0 to 65535 */
                                    readonly round: number;
                                    readonly signature: string;
                                    readonly validRound: number;
                                };
                                /** @constant */
                                readonly type: "proposals";
                            } | {
                                readonly first: {
                                    readonly blockId: string | null;
                                    /** @description a height */
                                    readonly height: string;
                                    /** @description a round from 0 to 65535 */
                                    readonly round: number;
                                    readonly signature: string;
                                    /** @enum {string} */
                                    readonly type: "prevote" | "precommit";
                                    /** @description an address (trellis1…) */
                                    readonly validator: string;
                                };
                                readonly second: {
                                    readonly blockId: string | null;
                                    /** @description a height */
                                    readonly height: string;
                                    /** @description a round from 0 to 65535 */
                                    readonly round: number;
                                    readonly signature: string;
                                    /** @enum {string} */
                                    readonly type: "prevote" | "precommit";
                                    /** @description an address (trellis1…) */
                                    readonly validator: string;
                                };
                                /** @constant */
                                readonly type: "votes";
                            };
                            /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                            readonly node: string;
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getGenesis: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The genesis of the chain */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly accounts: readonly {
                            readonly balances: readonly {
                                /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                readonly amount: string;
                                /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                                readonly asset: string;
                            }[];
                            readonly policy: components["schemas"]["Policy"];
                            readonly publicKeys: readonly {
                                readonly publicKey: string;
                                /** @enum {string} */
                                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                            }[];
                            readonly roles: readonly ("issuer" | "registrar" | "auditor")[];
                        }[];
                        readonly accountSchemes: readonly ("ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s")[];
                        readonly assets: readonly {
                            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                            readonly asset: string;
                            readonly decimals: number;
                            /** @description an address (trellis1…) */
                            readonly issuer: string;
                            /** @description a name */
                            readonly name: string;
                        }[];
                        /** @description a chain id: 3 to 32 of a-z, 0-9 and -, beginning with a letter */
                        readonly chainId: string;
                        readonly fees: {
                            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                            readonly asset: string;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly perByte: string;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly perSignature: string;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly perTransaction: string;
                            readonly recipient: string | null;
                        } | null;
                        readonly limits: {
                            readonly blockBytesMax: number;
                            readonly blockTransactionsMax: number;
                            readonly recoveryDelay: number;
                        };
                        readonly observers: readonly {
                            /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                            readonly name: string;
                            /** @description an address (trellis1…) */
                            readonly networkKey: string;
                            /** @description an address (trellis1…) */
                            readonly operator: string;
                            /** @description a libp2p peer id */
                            readonly peer: string;
                        }[];
                        readonly recoverySchemes: readonly ("ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s")[];
                        /** @description whole number up to 18446744073709551615, in decimal */
                        readonly time: string;
                        readonly validators: readonly {
                            /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                            readonly name: string;
                            /** @description an address (trellis1…) */
                            readonly networkKey: string;
                            /** @description an address (trellis1…) */
                            readonly operator: string;
                            /** @description a libp2p peer id */
                            readonly peer: string;
                            readonly power: number;
                            readonly publicKey: string;
                            /** @enum {string} */
                            readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                        }[];
                        readonly validatorSchemes: readonly ("ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s")[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getHold: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A hold by its id */
                readonly hold: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A hold, or its absence, with the proof */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                readonly amount: string;
                                /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                                readonly asset: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly expiresAt: string;
                                /** @description an address (trellis1…) */
                                readonly payee: string;
                                /** @description an address (trellis1…) */
                                readonly payer: string;
                                readonly release: {
                                    /** @description an address (trellis1…) */
                                    readonly arbiter: string;
                                    /** @constant */
                                    readonly type: "arbiter";
                                } | {
                                    /** @description a hash of 64 lowercase hex digits */
                                    readonly sha256: string;
                                    /** @constant */
                                    readonly type: "preimage";
                                };
                                /** @description a height */
                                readonly reservedAt: string;
                            } | null;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getMempool: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The transactions that wait for a block, the oldest 100 of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly bytes: number;
                        readonly count: number;
                        readonly transactions: readonly {
                            readonly bytes: number;
                            readonly signatureBytes: number;
                            readonly transaction: {
                                /** @description a chain id: 3 to 32 of a-z, 0-9 and -, beginning with a letter */
                                readonly chainId: string;
                                /** @description a memo of at most 256 bytes */
                                readonly memo: string;
                                readonly operations: readonly components["schemas"]["Operation"][];
                                /** @description an address (trellis1…) */
                                readonly sender: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly sequence: string;
                                /** @description a height */
                                readonly validUntil: string;
                            };
                            /** @description a hash of 64 lowercase hex digits */
                            readonly transactionId: string;
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getUsage: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What the node has used since its start, by thread, stage and topic */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly memory: {
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly external: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly heapUsed: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly resident: string;
                        };
                        readonly stages: {
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly consensus: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly decode: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly disk: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly execute: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly gc: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly gossip: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly http: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly other: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly tree: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly verify: string;
                        } | null;
                        readonly threads: {
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly database: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly engine: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly main: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly pool: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly rest: string;
                            readonly toldApart: boolean;
                        };
                        readonly traffic: {
                            readonly blocks: {
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly bytesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly bytesSent: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly duplicatesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly messagesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly messagesSent: string;
                            };
                            readonly direct: {
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly bytesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly bytesSent: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly duplicatesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly messagesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly messagesSent: string;
                            };
                            readonly proposals: {
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly bytesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly bytesSent: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly duplicatesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly messagesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly messagesSent: string;
                            };
                            readonly request: {
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly bytesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly bytesSent: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly duplicatesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly messagesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly messagesSent: string;
                            };
                            readonly transactions: {
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly bytesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly bytesSent: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly duplicatesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly messagesReceived: string;
                                /** @description whole number up to 18446744073709551615, in decimal */
                                readonly messagesSent: string;
                            };
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getNodes: {
        readonly parameters: {
            readonly query?: {
                /** @description The name of the last node of the page before; absent for the first page */
                readonly after?: string;
                /** @description The most that the answer holds, up to 1000; 100 when absent */
                readonly limit?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The registry of nodes: who may connect, and who acts for them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description a height */
                        readonly height: string;
                        readonly next: string | null;
                        readonly nodes: readonly {
                            /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                            readonly name: string;
                            readonly networkKeys: readonly {
                                /** @description an address (trellis1…) */
                                readonly key: string;
                                readonly until: string | null;
                            }[];
                            /** @description an address (trellis1…) */
                            readonly operator: string;
                            /** @description a libp2p peer id */
                            readonly peer: string;
                            readonly until: string | null;
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getLinks: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The connections of the network, and with what cryptography, each by the word of a node at its end */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description text */
                        readonly node: string;
                        readonly nodes: readonly {
                            readonly links: readonly {
                                /** @description text */
                                readonly cipher: string;
                                /** @description text */
                                readonly group: string;
                                /** @description text */
                                readonly name: string;
                                /** @description text */
                                readonly peer: string;
                                /** @description text */
                                readonly signatureScheme: string;
                            }[] | null;
                            /** @description text */
                            readonly name: string;
                            /** @description text */
                            readonly peer: string;
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getOpenApi: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description For tools */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getParameters: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The rules that a vote can change, with their proof */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                readonly accountSchemes: readonly {
                                    /** @enum {string} */
                                    readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                    readonly until: string | null;
                                }[];
                                readonly fees: {
                                    /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                                    readonly asset: string;
                                    /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                    readonly perByte: string;
                                    /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                    readonly perSignature: string;
                                    /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                    readonly perTransaction: string;
                                    readonly recipient: string | null;
                                } | null;
                                readonly limits: {
                                    readonly blockBytesMax: number;
                                    readonly blockTransactionsMax: number;
                                    readonly recoveryDelay: number;
                                };
                                readonly recoverySchemes: readonly {
                                    /** @enum {string} */
                                    readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                    readonly until: string | null;
                                }[];
                                readonly validatorSchemes: readonly {
                                    /** @enum {string} */
                                    readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                    readonly until: string | null;
                                }[];
                            } | null;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getProposals: {
        readonly parameters: {
            readonly query?: {
                /** @description The number of the last proposal of the page before; absent for the newest */
                readonly before?: string;
                /** @description The most that the answer holds, up to 1000; 100 when absent */
                readonly limit?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Proposals, the newest first */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description a height */
                        readonly height: string;
                        readonly next: number | null;
                        readonly proposals: readonly {
                            readonly actions: readonly ({
                                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                readonly node: string;
                                readonly power: number;
                                readonly publicKey: string;
                                /** @enum {string} */
                                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                /** @constant */
                                readonly type: "addValidator";
                            } | {
                                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                readonly node: string;
                                /** @constant */
                                readonly type: "removeValidator";
                            } | {
                                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                readonly node: string;
                                readonly power: number;
                                /** @constant */
                                readonly type: "setPower";
                            } | {
                                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                readonly node: string;
                                readonly publicKey: string;
                                /** @enum {string} */
                                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                /** @constant */
                                readonly type: "rotateValidatorKey";
                            } | {
                                /** @description an address (trellis1…) */
                                readonly networkKey: string;
                                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                readonly node: string;
                                /** @description an address (trellis1…) */
                                readonly operator: string;
                                /** @description a libp2p peer id */
                                readonly peer: string;
                                /** @constant */
                                readonly type: "addNode";
                            } | {
                                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                readonly node: string;
                                /** @constant */
                                readonly type: "removeNode";
                            } | {
                                /** @description an address (trellis1…) */
                                readonly networkKey: string;
                                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                readonly node: string;
                                readonly overlap: number;
                                /** @constant */
                                readonly type: "rotateNetworkKey";
                            } | {
                                /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                readonly node: string;
                                /** @description an address (trellis1…) */
                                readonly operator: string;
                                /** @constant */
                                readonly type: "setOperator";
                            } | {
                                /** @description an address (trellis1…) */
                                readonly account: string;
                                /** @enum {string} */
                                readonly role: "issuer" | "registrar" | "auditor";
                                /** @constant */
                                readonly type: "grantRole";
                            } | {
                                /** @description an address (trellis1…) */
                                readonly account: string;
                                /** @enum {string} */
                                readonly role: "issuer" | "registrar" | "auditor";
                                /** @constant */
                                readonly type: "revokeRole";
                            } | {
                                /** @enum {string} */
                                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                /** @constant */
                                readonly type: "allowScheme";
                                /** @enum {string} */
                                readonly use: "accounts" | "validators" | "recovery";
                            } | {
                                /** @description a height */
                                readonly lastHeight: string;
                                /** @enum {string} */
                                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                /** @constant */
                                readonly type: "phaseOutScheme";
                                /** @enum {string} */
                                readonly use: "accounts" | "validators" | "recovery";
                            } | {
                                readonly limits: {
                                    readonly blockBytesMax: number;
                                    readonly blockTransactionsMax: number;
                                    readonly recoveryDelay: number;
                                };
                                /** @constant */
                                readonly type: "setLimits";
                            } | {
                                readonly fees: {
                                    /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                                    readonly asset: string;
                                    /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                    readonly perByte: string;
                                    /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                    readonly perSignature: string;
                                    /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                    readonly perTransaction: string;
                                    readonly recipient: string | null;
                                } | null;
                                /** @constant */
                                readonly type: "setFees";
                            })[];
                            /** @description a height */
                            readonly expiresAt: string;
                            readonly number: number;
                            readonly outcome: {
                                /** @description a height */
                                readonly since: string;
                                /** @constant */
                                readonly type: "open";
                            } | {
                                /** @description a height */
                                readonly at: string;
                                /** @constant */
                                readonly type: "passed";
                            } | {
                                /** @description a height */
                                readonly at: string;
                                /** @constant */
                                readonly type: "rejected";
                            } | {
                                readonly action: number;
                                /** @description a height */
                                readonly at: string;
                                /** @enum {string} */
                                readonly status: "success" | "unknown_account" | "account_exists" | "unknown_asset" | "asset_exists" | "insufficient_funds" | "not_issuer" | "zero_amount" | "amount_overflow" | "invalid_policy" | "scheme_not_allowed" | "invalid_decimals" | "same_account" | "rule_locked" | "invalid_rules" | "not_by_rules" | "supply_exceeded" | "account_frozen" | "asset_frozen" | "not_listed" | "no_change" | "unknown_hold" | "hold_expired" | "invalid_hold_time" | "too_many_holds" | "not_hold_party" | "wrong_release" | "wrong_preimage" | "amount_above_hold" | "hold_mismatch" | "no_encryption_key" | "wrong_readers" | "role_missing" | "unknown_proposal" | "proposal_closed" | "proposal_expired" | "invalid_expiry" | "unknown_node" | "node_exists" | "unknown_validator" | "validator_exists" | "invalid_power" | "last_validator" | "too_much_change" | "key_in_use" | "invalid_key" | "scheme_in_use" | "invalid_parameters" | "too_many_keys" | "no_recovery" | "recovery_pending" | "no_pending_recovery" | "recovery_too_early" | "invalid_delay";
                                /** @constant */
                                readonly type: "failed";
                            };
                            /** @description an address (trellis1…) */
                            readonly proposer: string;
                            readonly votes: readonly {
                                /** @enum {string} */
                                readonly choice: "approve" | "reject";
                                /** @description an address (trellis1…) */
                                readonly operator: string;
                            }[];
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getProposal: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A proposal by its number, from 1 on */
                readonly number: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One proposal, with its proof */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                readonly actions: readonly ({
                                    /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                    readonly node: string;
                                    readonly power: number;
                                    readonly publicKey: string;
                                    /** @enum {string} */
                                    readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                    /** @constant */
                                    readonly type: "addValidator";
                                } | {
                                    /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                    readonly node: string;
                                    /** @constant */
                                    readonly type: "removeValidator";
                                } | {
                                    /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                    readonly node: string;
                                    readonly power: number;
                                    /** @constant */
                                    readonly type: "setPower";
                                } | {
                                    /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                    readonly node: string;
                                    readonly publicKey: string;
                                    /** @enum {string} */
                                    readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                    /** @constant */
                                    readonly type: "rotateValidatorKey";
                                } | {
                                    /** @description an address (trellis1…) */
                                    readonly networkKey: string;
                                    /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                    readonly node: string;
                                    /** @description an address (trellis1…) */
                                    readonly operator: string;
                                    /** @description a libp2p peer id */
                                    readonly peer: string;
                                    /** @constant */
                                    readonly type: "addNode";
                                } | {
                                    /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                    readonly node: string;
                                    /** @constant */
                                    readonly type: "removeNode";
                                } | {
                                    /** @description an address (trellis1…) */
                                    readonly networkKey: string;
                                    /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                    readonly node: string;
                                    readonly overlap: number;
                                    /** @constant */
                                    readonly type: "rotateNetworkKey";
                                } | {
                                    /** @description a node name: 1 to 32 of a-z, 0-9 and - */
                                    readonly node: string;
                                    /** @description an address (trellis1…) */
                                    readonly operator: string;
                                    /** @constant */
                                    readonly type: "setOperator";
                                } | {
                                    /** @description an address (trellis1…) */
                                    readonly account: string;
                                    /** @enum {string} */
                                    readonly role: "issuer" | "registrar" | "auditor";
                                    /** @constant */
                                    readonly type: "grantRole";
                                } | {
                                    /** @description an address (trellis1…) */
                                    readonly account: string;
                                    /** @enum {string} */
                                    readonly role: "issuer" | "registrar" | "auditor";
                                    /** @constant */
                                    readonly type: "revokeRole";
                                } | {
                                    /** @enum {string} */
                                    readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                    /** @constant */
                                    readonly type: "allowScheme";
                                    /** @enum {string} */
                                    readonly use: "accounts" | "validators" | "recovery";
                                } | {
                                    /** @description a height */
                                    readonly lastHeight: string;
                                    /** @enum {string} */
                                    readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                                    /** @constant */
                                    readonly type: "phaseOutScheme";
                                    /** @enum {string} */
                                    readonly use: "accounts" | "validators" | "recovery";
                                } | {
                                    readonly limits: {
                                        readonly blockBytesMax: number;
                                        readonly blockTransactionsMax: number;
                                        readonly recoveryDelay: number;
                                    };
                                    /** @constant */
                                    readonly type: "setLimits";
                                } | {
                                    readonly fees: {
                                        /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                                        readonly asset: string;
                                        /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                        readonly perByte: string;
                                        /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                        readonly perSignature: string;
                                        /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                                        readonly perTransaction: string;
                                        readonly recipient: string | null;
                                    } | null;
                                    /** @constant */
                                    readonly type: "setFees";
                                })[];
                                /** @description a height */
                                readonly expiresAt: string;
                                readonly number: number;
                                readonly outcome: {
                                    /** @description a height */
                                    readonly since: string;
                                    /** @constant */
                                    readonly type: "open";
                                } | {
                                    /** @description a height */
                                    readonly at: string;
                                    /** @constant */
                                    readonly type: "passed";
                                } | {
                                    /** @description a height */
                                    readonly at: string;
                                    /** @constant */
                                    readonly type: "rejected";
                                } | {
                                    readonly action: number;
                                    /** @description a height */
                                    readonly at: string;
                                    /** @enum {string} */
                                    readonly status: "success" | "unknown_account" | "account_exists" | "unknown_asset" | "asset_exists" | "insufficient_funds" | "not_issuer" | "zero_amount" | "amount_overflow" | "invalid_policy" | "scheme_not_allowed" | "invalid_decimals" | "same_account" | "rule_locked" | "invalid_rules" | "not_by_rules" | "supply_exceeded" | "account_frozen" | "asset_frozen" | "not_listed" | "no_change" | "unknown_hold" | "hold_expired" | "invalid_hold_time" | "too_many_holds" | "not_hold_party" | "wrong_release" | "wrong_preimage" | "amount_above_hold" | "hold_mismatch" | "no_encryption_key" | "wrong_readers" | "role_missing" | "unknown_proposal" | "proposal_closed" | "proposal_expired" | "invalid_expiry" | "unknown_node" | "node_exists" | "unknown_validator" | "validator_exists" | "invalid_power" | "last_validator" | "too_much_change" | "key_in_use" | "invalid_key" | "scheme_in_use" | "invalid_parameters" | "too_many_keys" | "no_recovery" | "recovery_pending" | "no_pending_recovery" | "recovery_too_early" | "invalid_delay";
                                    /** @constant */
                                    readonly type: "failed";
                                };
                                /** @description an address (trellis1…) */
                                readonly proposer: string;
                                readonly votes: readonly {
                                    /** @enum {string} */
                                    readonly choice: "approve" | "reject";
                                    /** @description an address (trellis1…) */
                                    readonly operator: string;
                                }[];
                            } | null;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getReference: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description For people */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/html": string;
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getRoles: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An account */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What an account may do beyond holding and paying, with its proof */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entry: {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            /** @description a state key */
                            readonly key: string;
                            readonly proof: components["schemas"]["MapProof"];
                            readonly record: {
                                readonly roles: readonly ("issuer" | "registrar" | "auditor")[];
                            } | null;
                        };
                        readonly reported: {
                            readonly votingPower: number;
                        };
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly simulateTransaction: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SignedTransaction"];
                readonly "application/octet-stream": string;
            };
        };
        readonly responses: {
            /** @description Its receipt, fee, size and effects as of now; nothing is kept */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly balances: readonly {
                            /** @description an address (trellis1…) */
                            readonly account: string;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly after: string;
                            /** @description an asset code: 1 to 12 of A-Z, 0-9 and ., beginning with a letter */
                            readonly asset: string;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly before: string;
                        }[];
                        readonly bytes: number;
                        readonly feeAsset: string | null;
                        /** @description a height */
                        readonly height: string;
                        readonly otherKeys: readonly string[];
                        readonly receipt: {
                            readonly failedOperation: number | null;
                            /** @description whole number up to 340282366920938463463374607431768211455, in decimal */
                            readonly fee: string;
                            /** @enum {string} */
                            readonly status: "success" | "unknown_account" | "account_exists" | "unknown_asset" | "asset_exists" | "insufficient_funds" | "not_issuer" | "zero_amount" | "amount_overflow" | "invalid_policy" | "scheme_not_allowed" | "invalid_decimals" | "same_account" | "rule_locked" | "invalid_rules" | "not_by_rules" | "supply_exceeded" | "account_frozen" | "asset_frozen" | "not_listed" | "no_change" | "unknown_hold" | "hold_expired" | "invalid_hold_time" | "too_many_holds" | "not_hold_party" | "wrong_release" | "wrong_preimage" | "amount_above_hold" | "hold_mismatch" | "no_encryption_key" | "wrong_readers" | "role_missing" | "unknown_proposal" | "proposal_closed" | "proposal_expired" | "invalid_expiry" | "unknown_node" | "node_exists" | "unknown_validator" | "validator_exists" | "invalid_power" | "last_validator" | "too_much_change" | "key_in_use" | "invalid_key" | "scheme_in_use" | "invalid_parameters" | "too_many_keys" | "no_recovery" | "recovery_pending" | "no_pending_recovery" | "recovery_too_early" | "invalid_delay";
                            /** @description a hash of 64 lowercase hex digits */
                            readonly transactionId: string;
                        } | null;
                        readonly refusal: string | null;
                        /** @description a hash of 64 lowercase hex digits */
                        readonly transactionId: string;
                        readonly witnessRefusal: string | null;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What the node is doing: its newest block, its round, its mempool, its peers */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description a chain id: 3 to 32 of a-z, 0-9 and -, beginning with a letter */
                        readonly chainId: string;
                        readonly consensus: {
                            /** @description a height */
                            readonly height: string;
                            /** @description a round from 0 to 65535 */
                            readonly round: number;
                            /** @enum {string} */
                            readonly step: "idle" | "propose" | "prevote" | "precommit" | "decided";
                        };
                        /** @description a hash of 64 lowercase hex digits */
                        readonly genesisHash: string;
                        readonly head: {
                            /** @description a hash of 64 lowercase hex digits */
                            readonly blockId: string;
                            /** @description a height */
                            readonly height: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly time: string;
                        };
                        readonly keeps: {
                            /** @description a height */
                            readonly blocksFrom: string;
                            /** @description a height */
                            readonly statesFrom: string;
                        };
                        readonly mempool: {
                            readonly bytes: number;
                            readonly count: number;
                        };
                        readonly node: {
                            readonly groups: readonly string[];
                            /** @description text */
                            readonly name: string;
                            /** @description text */
                            readonly peer: string;
                            /** @description text */
                            readonly provider: string;
                            readonly requirePostQuantum: boolean;
                            readonly validator: string | null;
                        };
                        readonly peers: readonly {
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly bytesReceived: string;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly bytesSent: string;
                            readonly channel: {
                                /** @description text */
                                readonly cipher: string;
                                /** @description text */
                                readonly group: string;
                                /** @description an address (trellis1…) */
                                readonly networkKey: string;
                                /** @description text */
                                readonly signatureScheme: string;
                            } | null;
                            readonly connected: boolean;
                            readonly direction: ("inbound" | "outbound") | null;
                            /** @description text */
                            readonly name: string;
                            /** @description text */
                            readonly peer: string;
                            readonly reason: string | null;
                            readonly since: string | null;
                        }[];
                        /** @description text */
                        readonly version: string;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getWhy: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Why there is no new block, in words and as facts */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly also: readonly {
                            /** @enum {string} */
                            readonly cause: "deciding" | "nothing_to_do" | "quorum_missing" | "proposal_missing" | "block_unchecked" | "votes_missing" | "votes_split" | "catching_up" | "left_behind" | "cut_off" | "own_clock_off" | "disk_full" | "validators_absent" | "not_voting" | "clock_off";
                            /** @description text */
                            readonly sentence: string;
                        }[];
                        /** @enum {string} */
                        readonly cause: "deciding" | "nothing_to_do" | "quorum_missing" | "proposal_missing" | "block_unchecked" | "votes_missing" | "votes_split" | "catching_up" | "left_behind" | "cut_off" | "own_clock_off" | "disk_full" | "validators_absent" | "not_voting" | "clock_off";
                        /** @description a height */
                        readonly head: string;
                        readonly headMs: string | null;
                        /** @description text */
                        readonly node: string;
                        readonly power: {
                            readonly needed: number;
                            readonly present: number;
                            readonly total: number;
                        };
                        /** @description text */
                        readonly sentence: string;
                        readonly validators: readonly {
                            /** @description text */
                            readonly name: string;
                            readonly power: number;
                            /** @enum {string} */
                            readonly precommit: "none" | "nil" | "block";
                            /** @enum {string} */
                            readonly presence: "self" | "here" | "unconnected" | "silent" | "behind";
                            /** @enum {string} */
                            readonly prevote: "none" | "nil" | "block";
                        }[];
                        readonly voting: {
                            /** @description a height */
                            readonly height: string;
                            /** @enum {string} */
                            readonly proposal: "none" | "unchecked" | "invalid" | "untimely" | "valid";
                            /** @description text */
                            readonly proposer: string;
                            /** @description a round from 0 to 65535 */
                            readonly round: number;
                            /** @description whole number up to 18446744073709551615, in decimal */
                            readonly sinceMs: string;
                            /** @enum {string} */
                            readonly step: "propose" | "prevote" | "precommit" | "decided";
                        } | null;
                        readonly waiting: number;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly submitTransaction: {
        readonly parameters: {
            readonly query?: {
                /** @description Milliseconds to wait for the transaction to be final, up to 60000; "Prefer: wait=SECONDS" (RFC 7240) does the same */
                readonly wait?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SignedTransaction"];
                readonly "application/octet-stream": string;
            };
        };
        readonly responses: {
            /** @description Final: its receipt, and the proofs that both are in the block */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TransactionAnswer"];
                };
            };
            /** @description It waits for a block */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TransactionAnswer"];
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getTransaction: {
        readonly parameters: {
            readonly query?: {
                /** @description Milliseconds to wait for the transaction to be final, up to 60000; "Prefer: wait=SECONDS" (RFC 7240) does the same */
                readonly wait?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description A transaction by its id */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Final: its receipt, and the proofs that both are in the block */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TransactionAnswer"];
                };
            };
            /** @description It waits for a block */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TransactionAnswer"];
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly submitTransactions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/octet-stream": string;
            };
        };
        readonly responses: {
            /** @description What became of each, in order */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly results: readonly {
                            readonly refusal: string | null;
                            readonly transactionId: string | null;
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly encodeTransaction: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description a chain id: 3 to 32 of a-z, 0-9 and -, beginning with a letter */
                    readonly chainId: string;
                    /** @description a memo of at most 256 bytes */
                    readonly memo: string;
                    readonly operations: readonly components["schemas"]["Operation"][];
                    /** @description an address (trellis1…) */
                    readonly sender: string;
                    /** @description whole number up to 18446744073709551615, in decimal */
                    readonly sequence: string;
                    /** @description a height */
                    readonly validUntil: string;
                };
            };
        };
        readonly responses: {
            /** @description Sign "message" with "context" (FIPS 204 §5.2), put the signatures beside the transaction, and hand both in */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description text */
                        readonly context: string;
                        readonly message: string;
                        /** @description a hash of 64 lowercase hex digits */
                        readonly transactionId: string;
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getValidators: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Who decides the next block */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description a height */
                        readonly height: string;
                        readonly validators: readonly {
                            /** @description an address (trellis1…) */
                            readonly address: string;
                            /** @description text */
                            readonly name: string;
                            readonly power: number;
                            readonly publicKey: string;
                            /** @enum {string} */
                            readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getValidatorChanges: {
        readonly parameters: {
            readonly query?: {
                /** @description The first height of interest; 0 when absent */
                readonly from?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The blocks that are followed by other validators, each certified by those before */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly changes: readonly {
                            readonly certificate: components["schemas"]["CommitCertificate"] | null;
                            readonly header: components["schemas"]["BlockHeader"];
                            readonly validators: readonly {
                                readonly power: number;
                                readonly publicKey: string;
                                /** @enum {string} */
                                readonly scheme: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" | "ed25519" | "ed25519+ml-dsa-65" | "slh-dsa-sha2-128s";
                            }[];
                        }[];
                    };
                };
            };
            /** @description Refused or failed; "code" is stable, "detail" says what to do */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
