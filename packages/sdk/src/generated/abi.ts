// Made by scripts/generate-abi.ts from the contracts; do not edit.
export const accessManagerAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "initialAdmin",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   }
  ],
  "name": "AccessManagerAlreadyScheduled",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "AccessManagerBadConfirmation",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   }
  ],
  "name": "AccessManagerExpired",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "initialAdmin",
    "type": "address"
   }
  ],
  "name": "AccessManagerInvalidInitialAdmin",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes4",
    "name": "selector",
    "type": "bytes4"
   }
  ],
  "name": "AccessManagerLockedFunction",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   }
  ],
  "name": "AccessManagerLockedRole",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   }
  ],
  "name": "AccessManagerNotReady",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   }
  ],
  "name": "AccessManagerNotScheduled",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "msgsender",
    "type": "address"
   },
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   }
  ],
  "name": "AccessManagerUnauthorizedAccount",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes4",
    "name": "selector",
    "type": "bytes4"
   }
  ],
  "name": "AccessManagerUnauthorizedCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "msgsender",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes4",
    "name": "selector",
    "type": "bytes4"
   }
  ],
  "name": "AccessManagerUnauthorizedCancel",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   }
  ],
  "name": "AccessManagerUnauthorizedConsume",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   }
  ],
  "name": "AddressEmptyCode",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "FailedCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "balance",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "InsufficientBalance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint8",
    "name": "bits",
    "type": "uint8"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "SafeCastOverflowedUintDowncast",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "nonce",
    "type": "uint32"
   }
  ],
  "name": "OperationCanceled",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "nonce",
    "type": "uint32"
   }
  ],
  "name": "OperationExecuted",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "nonce",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint48",
    "name": "schedule",
    "type": "uint48"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "bytes",
    "name": "data",
    "type": "bytes"
   }
  ],
  "name": "OperationScheduled",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "admin",
    "type": "uint64"
   }
  ],
  "name": "RoleAdminChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint48",
    "name": "since",
    "type": "uint48"
   }
  ],
  "name": "RoleGrantDelayChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint48",
    "name": "since",
    "type": "uint48"
   },
   {
    "indexed": false,
    "internalType": "bool",
    "name": "newMember",
    "type": "bool"
   }
  ],
  "name": "RoleGranted",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "guardian",
    "type": "uint64"
   }
  ],
  "name": "RoleGuardianChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "indexed": false,
    "internalType": "string",
    "name": "label",
    "type": "string"
   }
  ],
  "name": "RoleLabel",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "RoleRevoked",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint48",
    "name": "since",
    "type": "uint48"
   }
  ],
  "name": "TargetAdminDelayUpdated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "bool",
    "name": "closed",
    "type": "bool"
   }
  ],
  "name": "TargetClosed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "bytes4",
    "name": "selector",
    "type": "bytes4"
   },
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   }
  ],
  "name": "TargetFunctionRoleUpdated",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "ADMIN_ROLE",
  "outputs": [
   {
    "internalType": "uint64",
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "PUBLIC_ROLE",
  "outputs": [
   {
    "internalType": "uint64",
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes4",
    "name": "selector",
    "type": "bytes4"
   }
  ],
  "name": "canCall",
  "outputs": [
   {
    "internalType": "bool",
    "name": "immediate",
    "type": "bool"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes",
    "name": "data",
    "type": "bytes"
   }
  ],
  "name": "cancel",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "bytes",
    "name": "data",
    "type": "bytes"
   }
  ],
  "name": "consumeScheduledOp",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes",
    "name": "data",
    "type": "bytes"
   }
  ],
  "name": "execute",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "payable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "expiration",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "getAccess",
  "outputs": [
   {
    "internalType": "uint48",
    "name": "since",
    "type": "uint48"
   },
   {
    "internalType": "uint32",
    "name": "currentDelay",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "pendingDelay",
    "type": "uint32"
   },
   {
    "internalType": "uint48",
    "name": "effect",
    "type": "uint48"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "id",
    "type": "bytes32"
   }
  ],
  "name": "getNonce",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   }
  ],
  "name": "getRoleAdmin",
  "outputs": [
   {
    "internalType": "uint64",
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   }
  ],
  "name": "getRoleGrantDelay",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   }
  ],
  "name": "getRoleGuardian",
  "outputs": [
   {
    "internalType": "uint64",
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "id",
    "type": "bytes32"
   }
  ],
  "name": "getSchedule",
  "outputs": [
   {
    "internalType": "uint48",
    "name": "",
    "type": "uint48"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   }
  ],
  "name": "getTargetAdminDelay",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes4",
    "name": "selector",
    "type": "bytes4"
   }
  ],
  "name": "getTargetFunctionRole",
  "outputs": [
   {
    "internalType": "uint64",
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "executionDelay",
    "type": "uint32"
   }
  ],
  "name": "grantRole",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "hasRole",
  "outputs": [
   {
    "internalType": "bool",
    "name": "isMember",
    "type": "bool"
   },
   {
    "internalType": "uint32",
    "name": "executionDelay",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes",
    "name": "data",
    "type": "bytes"
   }
  ],
  "name": "hashOperation",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   }
  ],
  "name": "isTargetClosed",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "internalType": "string",
    "name": "label",
    "type": "string"
   }
  ],
  "name": "labelRole",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "minSetback",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes[]",
    "name": "data",
    "type": "bytes[]"
   }
  ],
  "name": "multicall",
  "outputs": [
   {
    "internalType": "bytes[]",
    "name": "results",
    "type": "bytes[]"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "internalType": "address",
    "name": "callerConfirmation",
    "type": "address"
   }
  ],
  "name": "renounceRole",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "revokeRole",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes",
    "name": "data",
    "type": "bytes"
   },
   {
    "internalType": "uint48",
    "name": "when",
    "type": "uint48"
   }
  ],
  "name": "schedule",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   },
   {
    "internalType": "uint32",
    "name": "nonce",
    "type": "uint32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "internalType": "uint32",
    "name": "newDelay",
    "type": "uint32"
   }
  ],
  "name": "setGrantDelay",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "internalType": "uint64",
    "name": "admin",
    "type": "uint64"
   }
  ],
  "name": "setRoleAdmin",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   },
   {
    "internalType": "uint64",
    "name": "guardian",
    "type": "uint64"
   }
  ],
  "name": "setRoleGuardian",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "newDelay",
    "type": "uint32"
   }
  ],
  "name": "setTargetAdminDelay",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bool",
    "name": "closed",
    "type": "bool"
   }
  ],
  "name": "setTargetClosed",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes4[]",
    "name": "selectors",
    "type": "bytes4[]"
   },
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   }
  ],
  "name": "setTargetFunctionRole",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "newAuthority",
    "type": "address"
   }
  ],
  "name": "updateAuthority",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const participantsAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AccessManagedInvalidAuthority",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "name": "AccessManagedRequiredDelay",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "AccessManagedUnauthorized",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "AccountMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "AccountTaken",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "NoKeyAnnounced",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "NotParticipant",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ParticipantSuspended",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ParticipantUnknown",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AuthorityUpdated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint48",
    "name": "validFrom",
    "type": "uint48"
   }
  ],
  "name": "KeyAnnounced",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "KeyWithdrawn",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "owner",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "enum IParticipants.Kind",
    "name": "kind",
    "type": "uint8"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "profileHash",
    "type": "bytes32"
   }
  ],
  "name": "ParticipantRegistered",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ParticipantResumed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint16",
    "name": "reason",
    "type": "uint16"
   }
  ],
  "name": "ParticipantSuspendedFor",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "KEY_NOTICE",
  "outputs": [
   {
    "internalType": "uint48",
    "name": "",
    "type": "uint48"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "accountOf",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "announceKey",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "announceKeyFor",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "authority",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "count",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "isConsumingScheduledOp",
  "outputs": [
   {
    "internalType": "bytes4",
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32[]",
    "name": "participants",
    "type": "uint32[]"
   }
  ],
  "name": "ownersOf",
  "outputs": [
   {
    "internalType": "uint32[]",
    "name": "owners",
    "type": "uint32[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "participantAt",
  "outputs": [
   {
    "components": [
     {
      "internalType": "address",
      "name": "account",
      "type": "address"
     },
     {
      "internalType": "uint32",
      "name": "owner",
      "type": "uint32"
     },
     {
      "internalType": "enum IParticipants.Kind",
      "name": "kind",
      "type": "uint8"
     },
     {
      "internalType": "bool",
      "name": "suspended",
      "type": "bool"
     }
    ],
    "internalType": "struct IParticipants.Participant",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "participantOf",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "owner",
    "type": "uint32"
   },
   {
    "internalType": "enum IParticipants.Kind",
    "name": "kind",
    "type": "uint8"
   },
   {
    "internalType": "bytes32",
    "name": "profileHash",
    "type": "bytes32"
   }
  ],
  "name": "register",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "requireActive",
  "outputs": [],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "resume",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "newAuthority",
    "type": "address"
   }
  ],
  "name": "setAuthority",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address[]",
    "name": "accounts",
    "type": "address[]"
   }
  ],
  "name": "standingsOf",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "participant",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "owner",
      "type": "uint32"
     },
     {
      "internalType": "bool",
      "name": "suspended",
      "type": "bool"
     }
    ],
    "internalType": "struct IParticipants.Standing[]",
    "name": "standings",
    "type": "tuple[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint16",
    "name": "reason",
    "type": "uint16"
   }
  ],
  "name": "suspend",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "withdrawKey",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const devicesAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   },
   {
    "internalType": "contract IParticipants",
    "name": "participants",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AccessManagedInvalidAuthority",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "name": "AccessManagedRequiredDelay",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "AccessManagedUnauthorized",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "validTo",
    "type": "uint64"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "AgreementExpired",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "nonce",
    "type": "uint256"
   }
  ],
  "name": "AgreementNonceUsed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "address",
    "name": "expected",
    "type": "address"
   }
  ],
  "name": "AgreementSignatureInvalid",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "DeviceIncomplete",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "DeviceRetiredAlready",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "DeviceUnknown",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "InvalidShortString",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "KeyIncomplete",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "validFrom",
    "type": "uint48"
   },
   {
    "internalType": "uint48",
    "name": "validTo",
    "type": "uint48"
   }
  ],
  "name": "KeyPeriodInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   }
  ],
  "name": "KeyUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "serialHash",
    "type": "bytes32"
   },
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "SerialTaken",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "str",
    "type": "string"
   }
  ],
  "name": "StringTooLong",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AuthorityUpdated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "enum IDevices.Kind",
    "name": "kind",
    "type": "uint8"
   },
   {
    "indexed": false,
    "internalType": "enum IDevices.Evidence",
    "name": "evidence",
    "type": "uint8"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "ratedW",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "capacityWh",
    "type": "uint64"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "serialHash",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "string",
    "name": "serial",
    "type": "string"
   }
  ],
  "name": "DeviceRegistered",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "DeviceRetired",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [],
  "name": "EIP712DomainChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "enum IDevices.Curve",
    "name": "curve",
    "type": "uint8"
   },
   {
    "indexed": false,
    "internalType": "uint48",
    "name": "validFrom",
    "type": "uint48"
   },
   {
    "indexed": false,
    "internalType": "uint48",
    "name": "validTo",
    "type": "uint48"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "vouchedBy",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "bytes",
    "name": "publicKey",
    "type": "bytes"
   }
  ],
  "name": "MeterKeyAdded",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint48",
    "name": "validTo",
    "type": "uint48"
   }
  ],
  "name": "MeterKeyEnded",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "supplier",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "termsHash",
    "type": "bytes32"
   }
  ],
  "name": "SupplyAgreed",
  "type": "event"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "bytes",
    "name": "publicKey",
    "type": "bytes"
   },
   {
    "internalType": "enum IDevices.Curve",
    "name": "curve",
    "type": "uint8"
   },
   {
    "internalType": "uint48",
    "name": "validFrom",
    "type": "uint48"
   },
   {
    "internalType": "uint48",
    "name": "validTo",
    "type": "uint48"
   },
   {
    "internalType": "uint32",
    "name": "vouchedBy",
    "type": "uint32"
   }
  ],
  "name": "addMeterKey",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "device",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "supplier",
      "type": "uint32"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint256",
      "name": "nonce",
      "type": "uint256"
     },
     {
      "internalType": "uint64",
      "name": "validTo",
      "type": "uint64"
     }
    ],
    "internalType": "struct IDevices.SupplyAgreement",
    "name": "agreement",
    "type": "tuple"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "agreeSupply",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "authority",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "count",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "deviceAt",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "participant",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "zone",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "ratedW",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "capacityWh",
      "type": "uint64"
     },
     {
      "internalType": "enum IDevices.Kind",
      "name": "kind",
      "type": "uint8"
     },
     {
      "internalType": "enum IDevices.Evidence",
      "name": "evidence",
      "type": "uint8"
     },
     {
      "internalType": "uint32",
      "name": "supplier",
      "type": "uint32"
     },
     {
      "internalType": "bool",
      "name": "retired",
      "type": "bool"
     },
     {
      "internalType": "uint32",
      "name": "owner",
      "type": "uint32"
     }
    ],
    "internalType": "struct IDevices.Device",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "eip712Domain",
  "outputs": [
   {
    "internalType": "bytes1",
    "name": "fields",
    "type": "bytes1"
   },
   {
    "internalType": "string",
    "name": "name",
    "type": "string"
   },
   {
    "internalType": "string",
    "name": "version",
    "type": "string"
   },
   {
    "internalType": "uint256",
    "name": "chainId",
    "type": "uint256"
   },
   {
    "internalType": "address",
    "name": "verifyingContract",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   },
   {
    "internalType": "uint256[]",
    "name": "extensions",
    "type": "uint256[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   },
   {
    "internalType": "uint48",
    "name": "validTo",
    "type": "uint48"
   }
  ],
  "name": "endMeterKey",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "isConsumingScheduledOp",
  "outputs": [
   {
    "internalType": "bytes4",
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "uint48",
    "name": "time",
    "type": "uint48"
   }
  ],
  "name": "meterKeyAt",
  "outputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "keyHash",
      "type": "bytes32"
     },
     {
      "internalType": "enum IDevices.Curve",
      "name": "curve",
      "type": "uint8"
     },
     {
      "internalType": "uint48",
      "name": "validFrom",
      "type": "uint48"
     },
     {
      "internalType": "uint48",
      "name": "validTo",
      "type": "uint48"
     },
     {
      "internalType": "uint32",
      "name": "vouchedBy",
      "type": "uint32"
     }
    ],
    "internalType": "struct IDevices.MeterKey",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "meterKeys",
  "outputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "keyHash",
      "type": "bytes32"
     },
     {
      "internalType": "enum IDevices.Curve",
      "name": "curve",
      "type": "uint8"
     },
     {
      "internalType": "uint48",
      "name": "validFrom",
      "type": "uint48"
     },
     {
      "internalType": "uint48",
      "name": "validTo",
      "type": "uint48"
     },
     {
      "internalType": "uint32",
      "name": "vouchedBy",
      "type": "uint32"
     }
    ],
    "internalType": "struct IDevices.MeterKey[]",
    "name": "",
    "type": "tuple[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "enum IDevices.Kind",
    "name": "kind",
    "type": "uint8"
   },
   {
    "internalType": "enum IDevices.Evidence",
    "name": "evidence",
    "type": "uint8"
   },
   {
    "internalType": "uint32",
    "name": "ratedW",
    "type": "uint32"
   },
   {
    "internalType": "uint64",
    "name": "capacityWh",
    "type": "uint64"
   },
   {
    "internalType": "string",
    "name": "serial",
    "type": "string"
   }
  ],
  "name": "register",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "retire",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "newAuthority",
    "type": "address"
   }
  ],
  "name": "setAuthority",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "wordAt",
  "outputs": [
   {
    "internalType": "DeviceWord",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32[]",
    "name": "devices",
    "type": "uint32[]"
   }
  ],
  "name": "wordsAt",
  "outputs": [
   {
    "internalType": "DeviceWord[]",
    "name": "words",
    "type": "uint256[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 }
] as const;
export const journalAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   },
   {
    "internalType": "contract IParticipants",
    "name": "participants",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AccessManagedInvalidAuthority",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "name": "AccessManagedRequiredDelay",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "AccessManagedUnauthorized",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "sequence",
    "type": "uint64"
   },
   {
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   }
  ],
  "name": "AlreadySuperseded",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "validBefore",
    "type": "uint64"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "ApprovalExpired",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "BatchEmpty",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "found",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "quorum",
    "type": "uint256"
   }
  ],
  "name": "BelowQuorum",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "sequence",
    "type": "uint64"
   },
   {
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   }
  ],
  "name": "CorrectionUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "name": "DatasetTaken",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "name": "DatasetUnknown",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ECDSAInvalidSignature",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "length",
    "type": "uint256"
   }
  ],
  "name": "ECDSAInvalidSignatureLength",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "ECDSAInvalidSignatureS",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "InvalidShortString",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "found",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "expected",
    "type": "bytes32"
   }
  ],
  "name": "ManifestMismatch",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "address",
    "name": "signer",
    "type": "address"
   }
  ],
  "name": "NotChecker",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "publisher",
    "type": "uint32"
   }
  ],
  "name": "NotPublisher",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "owner",
    "type": "uint32"
   }
  ],
  "name": "OwnerNotDistinct",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ParticipantSuspended",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "found",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "expected",
    "type": "bytes32"
   }
  ],
  "name": "PreviousMismatch",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "quorum",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "checkers",
    "type": "uint256"
   }
  ],
  "name": "QuorumInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "found",
    "type": "uint64"
   },
   {
    "internalType": "uint64",
    "name": "expected",
    "type": "uint64"
   }
  ],
  "name": "SequenceGap",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "previous",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "found",
    "type": "address"
   }
  ],
  "name": "SignersNotAscending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "str",
    "type": "string"
   }
  ],
  "name": "StringTooLong",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AuthorityUpdated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "publisher",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "sequence",
    "type": "uint64"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "batchHash",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "previous",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "root",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "count",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "periodFrom",
    "type": "uint64"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "periodTo",
    "type": "uint64"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "manifestHash",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "validBefore",
    "type": "uint64"
   }
  ],
  "name": "BatchAccepted",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "quorum",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32[]",
    "name": "checkers",
    "type": "uint32[]"
   }
  ],
  "name": "CheckersSet",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "owner",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "string",
    "name": "name",
    "type": "string"
   },
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "owner",
      "type": "uint32"
     },
     {
      "internalType": "uint8",
      "name": "visibility",
      "type": "uint8"
     },
     {
      "internalType": "uint32",
      "name": "retentionDays",
      "type": "uint32"
     },
     {
      "internalType": "bytes32",
      "name": "schemaHash",
      "type": "bytes32"
     }
    ],
    "indexed": false,
    "internalType": "struct IJournal.Terms",
    "name": "terms",
    "type": "tuple"
   }
  ],
  "name": "DatasetRegistered",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [],
  "name": "EIP712DomainChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "publisher",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint64",
    "name": "sequence",
    "type": "uint64"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "bySequence",
    "type": "uint64"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "byIndex",
    "type": "uint32"
   }
  ],
  "name": "RecordSuperseded",
  "type": "event"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "dataset",
      "type": "bytes32"
     },
     {
      "internalType": "uint32",
      "name": "publisher",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "sequence",
      "type": "uint64"
     },
     {
      "internalType": "bytes32",
      "name": "previous",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "root",
      "type": "bytes32"
     },
     {
      "internalType": "uint32",
      "name": "count",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "periodFrom",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "periodTo",
      "type": "uint64"
     },
     {
      "internalType": "bytes32",
      "name": "manifestHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint64",
      "name": "validBefore",
      "type": "uint64"
     }
    ],
    "internalType": "struct IJournal.BatchApproval",
    "name": "approval",
    "type": "tuple"
   },
   {
    "components": [
     {
      "internalType": "uint64",
      "name": "sequence",
      "type": "uint64"
     },
     {
      "internalType": "uint32",
      "name": "index",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "by",
      "type": "uint32"
     }
    ],
    "internalType": "struct IJournal.Corrected[]",
    "name": "corrected",
    "type": "tuple[]"
   },
   {
    "internalType": "bytes[]",
    "name": "signatures",
    "type": "bytes[]"
   }
  ],
  "name": "append",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "dataset",
      "type": "bytes32"
     },
     {
      "internalType": "uint32",
      "name": "publisher",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "sequence",
      "type": "uint64"
     },
     {
      "internalType": "bytes32",
      "name": "previous",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "root",
      "type": "bytes32"
     },
     {
      "internalType": "uint32",
      "name": "count",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "periodFrom",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "periodTo",
      "type": "uint64"
     },
     {
      "internalType": "bytes32",
      "name": "manifestHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint64",
      "name": "validBefore",
      "type": "uint64"
     }
    ],
    "internalType": "struct IJournal.BatchApproval",
    "name": "",
    "type": "tuple"
   }
  ],
  "name": "approvalDigest",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "authority",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "uint32",
    "name": "publisher",
    "type": "uint32"
   },
   {
    "internalType": "uint64",
    "name": "sequence",
    "type": "uint64"
   }
  ],
  "name": "batchAt",
  "outputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "batchHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint32",
      "name": "count",
      "type": "uint32"
     }
    ],
    "internalType": "struct IJournal.Batch",
    "name": "batch",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "name": "checkersOf",
  "outputs": [
   {
    "internalType": "uint32[]",
    "name": "checkers",
    "type": "uint32[]"
   },
   {
    "internalType": "uint32",
    "name": "quorum",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "eip712Domain",
  "outputs": [
   {
    "internalType": "bytes1",
    "name": "fields",
    "type": "bytes1"
   },
   {
    "internalType": "string",
    "name": "name",
    "type": "string"
   },
   {
    "internalType": "string",
    "name": "version",
    "type": "string"
   },
   {
    "internalType": "uint256",
    "name": "chainId",
    "type": "uint256"
   },
   {
    "internalType": "address",
    "name": "verifyingContract",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   },
   {
    "internalType": "uint256[]",
    "name": "extensions",
    "type": "uint256[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "uint32",
    "name": "publisher",
    "type": "uint32"
   }
  ],
  "name": "headOf",
  "outputs": [
   {
    "internalType": "uint64",
    "name": "sequence",
    "type": "uint64"
   },
   {
    "internalType": "bytes32",
    "name": "batchHash",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "dataset",
      "type": "bytes32"
     },
     {
      "internalType": "uint32",
      "name": "publisher",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "sequence",
      "type": "uint64"
     },
     {
      "internalType": "bytes32",
      "name": "previous",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "root",
      "type": "bytes32"
     },
     {
      "internalType": "uint32",
      "name": "count",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "periodFrom",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "periodTo",
      "type": "uint64"
     },
     {
      "internalType": "bytes32",
      "name": "manifestHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint64",
      "name": "validBefore",
      "type": "uint64"
     }
    ],
    "internalType": "struct IJournal.BatchApproval",
    "name": "approval",
    "type": "tuple"
   }
  ],
  "name": "isAccepted",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "isConsumingScheduledOp",
  "outputs": [
   {
    "internalType": "bytes4",
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "name": "ownerOf",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "name",
    "type": "string"
   },
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "owner",
      "type": "uint32"
     },
     {
      "internalType": "uint8",
      "name": "visibility",
      "type": "uint8"
     },
     {
      "internalType": "uint32",
      "name": "retentionDays",
      "type": "uint32"
     },
     {
      "internalType": "bytes32",
      "name": "schemaHash",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IJournal.Terms",
    "name": "terms",
    "type": "tuple"
   }
  ],
  "name": "registerDataset",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "digest",
    "type": "bytes32"
   },
   {
    "internalType": "uint32",
    "name": "publisher",
    "type": "uint32"
   },
   {
    "internalType": "bytes[]",
    "name": "signatures",
    "type": "bytes[]"
   }
  ],
  "name": "requireQuorum",
  "outputs": [],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "newAuthority",
    "type": "address"
   }
  ],
  "name": "setAuthority",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "uint32[]",
    "name": "checkers",
    "type": "uint32[]"
   },
   {
    "internalType": "uint32",
    "name": "quorum",
    "type": "uint32"
   }
  ],
  "name": "setCheckers",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "uint32",
    "name": "publisher",
    "type": "uint32"
   },
   {
    "internalType": "uint64",
    "name": "sequence",
    "type": "uint64"
   },
   {
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   }
  ],
  "name": "supersededBy",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 }
] as const;
export const tengeAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AccessManagedInvalidAuthority",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "name": "AccessManagedRequiredDelay",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "AccessManagedUnauthorized",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "uint16",
    "name": "reason",
    "type": "uint16"
   }
  ],
  "name": "AccountFrozen",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "AccountNotFrozen",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "issuedTiyn",
    "type": "uint256"
   },
   {
    "internalType": "uint96",
    "name": "limitTiyn",
    "type": "uint96"
   }
  ],
  "name": "DailyLimitExceeded",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ECDSAInvalidSignature",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "length",
    "type": "uint256"
   }
  ],
  "name": "ECDSAInvalidSignatureLength",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "ECDSAInvalidSignatureS",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "allowance",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "ERC20InsufficientAllowance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "sender",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "balance",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "ERC20InsufficientBalance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "approver",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidApprover",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidReceiver",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "sender",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidSender",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidSpender",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "deadline",
    "type": "uint256"
   }
  ],
  "name": "ERC2612ExpiredSignature",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "signer",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   }
  ],
  "name": "ERC2612InvalidSigner",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "validAfter",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validBefore",
    "type": "uint256"
   }
  ],
  "name": "ERC3009InvalidAuthorizationTime",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ERC3009InvalidSignature",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   }
  ],
  "name": "ERC3009UsedAuthorization",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "EnforcedPause",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ExpectedPause",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "currentNonce",
    "type": "uint256"
   }
  ],
  "name": "InvalidAccountNonce",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "InvalidShortString",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReasonMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint8",
    "name": "bits",
    "type": "uint8"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "SafeCastOverflowedUintDowncast",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "str",
    "type": "string"
   }
  ],
  "name": "StringTooLong",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "spender",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "Approval",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AuthorityUpdated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   }
  ],
  "name": "AuthorizationCanceled",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   }
  ],
  "name": "AuthorizationUsed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "limitTiyn",
    "type": "uint96"
   }
  ],
  "name": "DailyLimitSet",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [],
  "name": "EIP712DomainChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint16",
    "name": "reason",
    "type": "uint16"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "orderHash",
    "type": "bytes32"
   }
  ],
  "name": "Frozen",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "amountTiyn",
    "type": "uint256"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "bankReference",
    "type": "bytes32"
   }
  ],
  "name": "Issued",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "Paused",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "amountTiyn",
    "type": "uint256"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "bankReference",
    "type": "bytes32"
   }
  ],
  "name": "Redeemed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "Transfer",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "orderHash",
    "type": "bytes32"
   }
  ],
  "name": "Unfrozen",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "Unpaused",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "DOMAIN_SEPARATOR",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   }
  ],
  "name": "allowance",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "approve",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "authority",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   }
  ],
  "name": "authorizationState",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "balanceOf",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "amountTiyn",
    "type": "uint256"
   },
   {
    "internalType": "bytes32",
    "name": "bankReference",
    "type": "bytes32"
   }
  ],
  "name": "burn",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "v",
    "type": "uint8"
   },
   {
    "internalType": "bytes32",
    "name": "r",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "cancelAuthorization",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "cancelAuthorization",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "decimals",
  "outputs": [
   {
    "internalType": "uint8",
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "pure",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "eip712Domain",
  "outputs": [
   {
    "internalType": "bytes1",
    "name": "fields",
    "type": "bytes1"
   },
   {
    "internalType": "string",
    "name": "name",
    "type": "string"
   },
   {
    "internalType": "string",
    "name": "version",
    "type": "string"
   },
   {
    "internalType": "uint256",
    "name": "chainId",
    "type": "uint256"
   },
   {
    "internalType": "address",
    "name": "verifyingContract",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   },
   {
    "internalType": "uint256[]",
    "name": "extensions",
    "type": "uint256[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "uint16",
    "name": "reason",
    "type": "uint16"
   },
   {
    "internalType": "bytes32",
    "name": "orderHash",
    "type": "bytes32"
   }
  ],
  "name": "freeze",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "frozenFor",
  "outputs": [
   {
    "internalType": "uint16",
    "name": "",
    "type": "uint16"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "isConsumingScheduledOp",
  "outputs": [
   {
    "internalType": "bytes4",
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "issuance",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint96",
      "name": "limitTiyn",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "issuedTiyn",
      "type": "uint96"
     },
     {
      "internalType": "uint32",
      "name": "day",
      "type": "uint32"
     }
    ],
    "internalType": "struct ITenge.Issuance",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "amountTiyn",
    "type": "uint256"
   },
   {
    "internalType": "bytes32",
    "name": "bankReference",
    "type": "bytes32"
   }
  ],
  "name": "mint",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "name",
  "outputs": [
   {
    "internalType": "string",
    "name": "",
    "type": "string"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   }
  ],
  "name": "nonces",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "pause",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "paused",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "deadline",
    "type": "uint256"
   },
   {
    "internalType": "uint8",
    "name": "v",
    "type": "uint8"
   },
   {
    "internalType": "bytes32",
    "name": "r",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "permit",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validAfter",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validBefore",
    "type": "uint256"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "receiveWithAuthorization",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validAfter",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validBefore",
    "type": "uint256"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "v",
    "type": "uint8"
   },
   {
    "internalType": "bytes32",
    "name": "r",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "receiveWithAuthorization",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "newAuthority",
    "type": "address"
   }
  ],
  "name": "setAuthority",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "limitTiyn",
    "type": "uint96"
   }
  ],
  "name": "setDailyLimit",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "symbol",
  "outputs": [
   {
    "internalType": "string",
    "name": "",
    "type": "string"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "totalSupply",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "transfer",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "transferFrom",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validAfter",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validBefore",
    "type": "uint256"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "transferWithAuthorization",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validAfter",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validBefore",
    "type": "uint256"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "v",
    "type": "uint8"
   },
   {
    "internalType": "bytes32",
    "name": "r",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "transferWithAuthorization",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "orderHash",
    "type": "bytes32"
   }
  ],
  "name": "unfreeze",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "unpause",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const vaultAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority_",
    "type": "address"
   },
   {
    "internalType": "contract IERC20",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "contract IParticipants",
    "name": "participants",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AccessManagedInvalidAuthority",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "name": "AccessManagedRequiredDelay",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "AccessManagedUnauthorized",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "AmountZero",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "available",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "due",
    "type": "uint256"
   }
  ],
  "name": "BidUnfunded",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "free",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "FreeTooLow",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "MarketMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "NoWithdrawal",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotMarket",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotParticipant",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "creditor",
    "type": "uint32"
   }
  ],
  "name": "NothingOwed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "owed",
    "type": "uint256"
   }
  ],
  "name": "OwesFirst",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReentrancyGuardReentrantCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "available",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "ReserveShort",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "int256",
    "name": "value",
    "type": "int256"
   }
  ],
  "name": "SafeCastOverflowedIntToUint",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint8",
    "name": "bits",
    "type": "uint8"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "SafeCastOverflowedUintDowncast",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "SafeCastOverflowedUintToInt",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "SafeERC20FailedOperation",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "readyAt",
    "type": "uint48"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "WithdrawalNotReady",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AuthorityUpdated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "Deposited",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "creditor",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "amount",
    "type": "uint64"
   }
  ],
  "name": "GridOwed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "LockUsed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "market",
    "type": "address"
   }
  ],
  "name": "MarketAdded",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "market",
    "type": "address"
   }
  ],
  "name": "MarketRemoved",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "from",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "to",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "Moved",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "creditor",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "amount",
    "type": "uint64"
   }
  ],
  "name": "OwedCancelled",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "creditor",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "amount",
    "type": "uint64"
   }
  ],
  "name": "OwedRepaid",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "ProceedsReleased",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "amount",
    "type": "uint256"
   }
  ],
  "name": "Swept",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint48",
    "name": "readyAt",
    "type": "uint48"
   }
  ],
  "name": "WithdrawalAnnounced",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "Withdrawn",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "WITHDRAWAL_NOTICE",
  "outputs": [
   {
    "internalType": "uint48",
    "name": "",
    "type": "uint48"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "accountOf",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint96",
      "name": "free",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "locked",
      "type": "uint96"
     },
     {
      "internalType": "uint64",
      "name": "owed",
      "type": "uint64"
     }
    ],
    "internalType": "struct IVault.Account",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "market",
    "type": "address"
   }
  ],
  "name": "addMarket",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "announceWithdrawal",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "authority",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "deposit",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint256",
    "name": "deadline",
    "type": "uint256"
   },
   {
    "internalType": "uint8",
    "name": "v",
    "type": "uint8"
   },
   {
    "internalType": "bytes32",
    "name": "r",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "depositWithPermit",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "isConsumingScheduledOp",
  "outputs": [
   {
    "internalType": "bytes4",
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "isMarket",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "liabilities",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "lock",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "from",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "to",
    "type": "uint32"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "move",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "creditor",
    "type": "uint32"
   }
  ],
  "name": "owedTo",
  "outputs": [
   {
    "internalType": "uint64",
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "proceedsOf",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint96",
      "name": "fresh",
      "type": "uint96"
     },
     {
      "internalType": "uint32",
      "name": "freshDay",
      "type": "uint32"
     },
     {
      "internalType": "uint96",
      "name": "older",
      "type": "uint96"
     },
     {
      "internalType": "uint32",
      "name": "olderDay",
      "type": "uint32"
     }
    ],
    "internalType": "struct IVault.Proceeds",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "release",
  "outputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "market",
    "type": "address"
   }
  ],
  "name": "removeMarket",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "creditor",
    "type": "uint32"
   }
  ],
  "name": "repay",
  "outputs": [
   {
    "internalType": "uint64",
    "name": "amount",
    "type": "uint64"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "supplier",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "network",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "reserve",
      "type": "uint32"
     },
     {
      "internalType": "uint96",
      "name": "supplierDue",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "supplierCredit",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "networkCredit",
      "type": "uint96"
     }
    ],
    "internalType": "struct IVault.Counterparties",
    "name": "parties",
    "type": "tuple"
   },
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "participant",
      "type": "uint32"
     },
     {
      "internalType": "uint96",
      "name": "due",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "dueGrid",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "credit",
      "type": "uint96"
     }
    ],
    "internalType": "struct IVault.Entry[]",
    "name": "entries",
    "type": "tuple[]"
   }
  ],
  "name": "reverse",
  "outputs": [
   {
    "internalType": "int256",
    "name": "reserveChange",
    "type": "int256"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "newAuthority",
    "type": "address"
   }
  ],
  "name": "setAuthority",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "supplier",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "network",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "reserve",
      "type": "uint32"
     },
     {
      "internalType": "uint96",
      "name": "supplierDue",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "supplierCredit",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "networkCredit",
      "type": "uint96"
     }
    ],
    "internalType": "struct IVault.Counterparties",
    "name": "parties",
    "type": "tuple"
   },
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "participant",
      "type": "uint32"
     },
     {
      "internalType": "uint96",
      "name": "due",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "dueGrid",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "credit",
      "type": "uint96"
     }
    ],
    "internalType": "struct IVault.Entry[]",
    "name": "entries",
    "type": "tuple[]"
   }
  ],
  "name": "settle",
  "outputs": [
   {
    "internalType": "int256",
    "name": "reserveChange",
    "type": "int256"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "sweep",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "amount",
    "type": "uint256"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "unlock",
  "outputs": [
   {
    "internalType": "uint96",
    "name": "released",
    "type": "uint96"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "withdraw",
  "outputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "withdrawalOf",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint48",
      "name": "readyAt",
      "type": "uint48"
     }
    ],
    "internalType": "struct IVault.Withdrawal",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 }
] as const;
export const tariffsAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   },
   {
    "internalType": "contract IParticipants",
    "name": "participants",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AccessManagedInvalidAuthority",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "name": "AccessManagedRequiredDelay",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "AccessManagedUnauthorized",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "int64",
    "name": "feedIn",
    "type": "int64"
   },
   {
    "internalType": "int64",
    "name": "retail",
    "type": "int64"
   }
  ],
  "name": "TariffInverted",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "fromSlot",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "earliest",
    "type": "uint32"
   }
  ],
  "name": "TariffNotInFuture",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "VersionNotInForce",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   }
  ],
  "name": "VersionUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   }
  ],
  "name": "ZoneTaken",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   }
  ],
  "name": "ZoneUnknown",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AuthorityUpdated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "components": [
     {
      "internalType": "int64",
      "name": "feedIn",
      "type": "int64"
     },
     {
      "internalType": "int64",
      "name": "retail",
      "type": "int64"
     },
     {
      "internalType": "uint64",
      "name": "networkFee",
      "type": "uint64"
     },
     {
      "internalType": "uint32",
      "name": "fromSlot",
      "type": "uint32"
     }
    ],
    "indexed": false,
    "internalType": "struct ITariffs.Tariff",
    "name": "tariff",
    "type": "tuple"
   }
  ],
  "name": "TariffPublished",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "supplier",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "network",
    "type": "uint32"
   }
  ],
  "name": "ZoneOpened",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "NOTICE_SLOTS",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "authority",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "inForce",
  "outputs": [
   {
    "components": [
     {
      "internalType": "int64",
      "name": "feedIn",
      "type": "int64"
     },
     {
      "internalType": "int64",
      "name": "retail",
      "type": "int64"
     },
     {
      "internalType": "uint64",
      "name": "networkFee",
      "type": "uint64"
     },
     {
      "internalType": "uint32",
      "name": "fromSlot",
      "type": "uint32"
     }
    ],
    "internalType": "struct ITariffs.Tariff",
    "name": "tariff",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "isConsumingScheduledOp",
  "outputs": [
   {
    "internalType": "bytes4",
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "supplier",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "network",
    "type": "uint32"
   }
  ],
  "name": "openZone",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "components": [
     {
      "internalType": "int64",
      "name": "feedIn",
      "type": "int64"
     },
     {
      "internalType": "int64",
      "name": "retail",
      "type": "int64"
     },
     {
      "internalType": "uint64",
      "name": "networkFee",
      "type": "uint64"
     },
     {
      "internalType": "uint32",
      "name": "fromSlot",
      "type": "uint32"
     }
    ],
    "internalType": "struct ITariffs.Tariff",
    "name": "tariff",
    "type": "tuple"
   }
  ],
  "name": "publish",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "newAuthority",
    "type": "address"
   }
  ],
  "name": "setAuthority",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   }
  ],
  "name": "tariffAt",
  "outputs": [
   {
    "components": [
     {
      "internalType": "int64",
      "name": "feedIn",
      "type": "int64"
     },
     {
      "internalType": "int64",
      "name": "retail",
      "type": "int64"
     },
     {
      "internalType": "uint64",
      "name": "networkFee",
      "type": "uint64"
     },
     {
      "internalType": "uint32",
      "name": "fromSlot",
      "type": "uint32"
     }
    ],
    "internalType": "struct ITariffs.Tariff",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   }
  ],
  "name": "versionsOf",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   }
  ],
  "name": "zoneAt",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "supplier",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "network",
      "type": "uint32"
     }
    ],
    "internalType": "struct ITariffs.Zone",
    "name": "entry",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 }
] as const;
export const readingSetsAbi = [
 {
  "inputs": [
   {
    "internalType": "contract IParticipants",
    "name": "participants",
    "type": "address"
   },
   {
    "internalType": "contract IJournal",
    "name": "journal",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [],
  "name": "InvalidShortString",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "publisher",
    "type": "uint32"
   }
  ],
  "name": "NotPublisher",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ParticipantSuspended",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "found",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "expected",
    "type": "bytes32"
   }
  ],
  "name": "ReplacesMismatch",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "SetEmpty",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "endsAt",
    "type": "uint256"
   }
  ],
  "name": "SlotNotOver",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "str",
    "type": "string"
   }
  ],
  "name": "StringTooLong",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "found",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "expected",
    "type": "uint32"
   }
  ],
  "name": "VersionGap",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [],
  "name": "EIP712DomainChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "publisher",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "setHash",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "replaces",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "root",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "count",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "importWh",
    "type": "uint64"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "exportWh",
    "type": "uint64"
   }
  ],
  "name": "ReadingSetAccepted",
  "type": "event"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "publisher",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "zone",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "slot",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "version",
      "type": "uint32"
     },
     {
      "internalType": "bytes32",
      "name": "replaces",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "root",
      "type": "bytes32"
     },
     {
      "internalType": "uint32",
      "name": "count",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "importWh",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "exportWh",
      "type": "uint64"
     }
    ],
    "internalType": "struct IReadingSets.SlotReadings",
    "name": "readings",
    "type": "tuple"
   },
   {
    "internalType": "bytes[]",
    "name": "signatures",
    "type": "bytes[]"
   }
  ],
  "name": "accept",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "eip712Domain",
  "outputs": [
   {
    "internalType": "bytes1",
    "name": "fields",
    "type": "bytes1"
   },
   {
    "internalType": "string",
    "name": "name",
    "type": "string"
   },
   {
    "internalType": "string",
    "name": "version",
    "type": "string"
   },
   {
    "internalType": "uint256",
    "name": "chainId",
    "type": "uint256"
   },
   {
    "internalType": "address",
    "name": "verifyingContract",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   },
   {
    "internalType": "uint256[]",
    "name": "extensions",
    "type": "uint256[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "latest",
  "outputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "root",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "setHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint32",
      "name": "count",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "version",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "importWh",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "exportWh",
      "type": "uint64"
     },
     {
      "internalType": "uint48",
      "name": "acceptedAt",
      "type": "uint48"
     }
    ],
    "internalType": "struct IReadingSets.ReadingSet",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "publisher",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "zone",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "slot",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "version",
      "type": "uint32"
     },
     {
      "internalType": "bytes32",
      "name": "replaces",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "root",
      "type": "bytes32"
     },
     {
      "internalType": "uint32",
      "name": "count",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "importWh",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "exportWh",
      "type": "uint64"
     }
    ],
    "internalType": "struct IReadingSets.SlotReadings",
    "name": "readings",
    "type": "tuple"
   }
  ],
  "name": "readingsDigest",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 }
] as const;
export const orderBookAbi = [
 {
  "inputs": [
   {
    "internalType": "contract IParticipants",
    "name": "participants",
    "type": "address"
   },
   {
    "internalType": "contract IDevices",
    "name": "devices",
    "type": "address"
   },
   {
    "internalType": "contract IVault",
    "name": "vault",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "DeviceUnknown",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "InvalidShortString",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "enum IOrderBook.Mode",
    "name": "mode",
    "type": "uint8"
   }
  ],
  "name": "ModeNotOffered",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "NoSupplyAgreement",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "NotParticipant",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "maxWhPerSlot",
    "type": "uint64"
   },
   {
    "internalType": "uint64",
    "name": "minWhPerSlot",
    "type": "uint64"
   }
  ],
  "name": "OrderAmountInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   }
  ],
  "name": "OrderClosed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "validTo",
    "type": "uint64"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "OrderExpired",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "lockTiyn",
    "type": "uint256"
   }
  ],
  "name": "OrderLockTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "nonce",
    "type": "uint256"
   }
  ],
  "name": "OrderNonceTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "nonce",
    "type": "uint256"
   }
  ],
  "name": "OrderNonceUsed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   }
  ],
  "name": "OrderNotOfDevice",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "limitPrice",
    "type": "uint64"
   }
  ],
  "name": "OrderPriceTooHigh",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "address",
    "name": "expected",
    "type": "address"
   }
  ],
  "name": "OrderSignatureInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "slotFrom",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slotTo",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "currentSlot",
    "type": "uint32"
   }
  ],
  "name": "OrderSlotsInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint32",
    "name": "slotTo",
    "type": "uint32"
   }
  ],
  "name": "OrderStillLive",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   }
  ],
  "name": "OrderUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ParticipantSuspended",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReentrancyGuardReentrantCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "str",
    "type": "string"
   }
  ],
  "name": "StringTooLong",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [],
  "name": "EIP712DomainChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "lastSlot",
    "type": "uint32"
   }
  ],
  "name": "OrderCancelled",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "OrderWord",
    "name": "word",
    "type": "uint256"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "orderHash",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "termsHash",
    "type": "bytes32"
   }
  ],
  "name": "OrderPlaced",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "released",
    "type": "uint96"
   }
  ],
  "name": "OrderReleased",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "LOCK_TAIL_SLOTS",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   }
  ],
  "name": "cancelOrder",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "eip712Domain",
  "outputs": [
   {
    "internalType": "bytes1",
    "name": "fields",
    "type": "bytes1"
   },
   {
    "internalType": "string",
    "name": "name",
    "type": "string"
   },
   {
    "internalType": "string",
    "name": "version",
    "type": "string"
   },
   {
    "internalType": "uint256",
    "name": "chainId",
    "type": "uint256"
   },
   {
    "internalType": "address",
    "name": "verifyingContract",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   },
   {
    "internalType": "uint256[]",
    "name": "extensions",
    "type": "uint256[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   }
  ],
  "name": "orderAt",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "device",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "placedIn",
      "type": "uint32"
     },
     {
      "internalType": "uint16",
      "name": "startsAfter",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "lasts",
      "type": "uint16"
     },
     {
      "internalType": "uint32",
      "name": "maxWhPerSlot",
      "type": "uint32"
     },
     {
      "internalType": "uint40",
      "name": "limitPrice",
      "type": "uint40"
     },
     {
      "internalType": "uint32",
      "name": "partner",
      "type": "uint32"
     },
     {
      "internalType": "uint8",
      "name": "terms",
      "type": "uint8"
     },
     {
      "internalType": "uint48",
      "name": "locked",
      "type": "uint48"
     }
    ],
    "internalType": "struct IOrderBook.Order",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "enum IOrderBook.Side",
      "name": "side",
      "type": "uint8"
     },
     {
      "internalType": "enum IOrderBook.Mode",
      "name": "mode",
      "type": "uint8"
     },
     {
      "internalType": "uint32",
      "name": "device",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "participant",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "zone",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "slotFrom",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "slotTo",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "maxWhPerSlot",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "minWhPerSlot",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "limitPrice",
      "type": "uint64"
     },
     {
      "internalType": "uint32",
      "name": "partner",
      "type": "uint32"
     },
     {
      "internalType": "enum IDevices.Evidence",
      "name": "minEvidence",
      "type": "uint8"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint256",
      "name": "nonce",
      "type": "uint256"
     },
     {
      "internalType": "uint64",
      "name": "validTo",
      "type": "uint64"
     }
    ],
    "internalType": "struct IOrderBook.EnergyOrder",
    "name": "terms",
    "type": "tuple"
   }
  ],
  "name": "orderDigest",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "enum IOrderBook.Side",
      "name": "side",
      "type": "uint8"
     },
     {
      "internalType": "enum IOrderBook.Mode",
      "name": "mode",
      "type": "uint8"
     },
     {
      "internalType": "uint32",
      "name": "device",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "participant",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "zone",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "slotFrom",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "slotTo",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "maxWhPerSlot",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "minWhPerSlot",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "limitPrice",
      "type": "uint64"
     },
     {
      "internalType": "uint32",
      "name": "partner",
      "type": "uint32"
     },
     {
      "internalType": "enum IDevices.Evidence",
      "name": "minEvidence",
      "type": "uint8"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint256",
      "name": "nonce",
      "type": "uint256"
     },
     {
      "internalType": "uint64",
      "name": "validTo",
      "type": "uint64"
     }
    ],
    "internalType": "struct IOrderBook.EnergyOrder",
    "name": "terms",
    "type": "tuple"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "placeOrder",
  "outputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   }
  ],
  "name": "releaseOrder",
  "outputs": [
   {
    "internalType": "uint96",
    "name": "released",
    "type": "uint96"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint48[]",
    "name": "orders",
    "type": "uint48[]"
   }
  ],
  "name": "wordsAt",
  "outputs": [
   {
    "internalType": "OrderWord[]",
    "name": "words",
    "type": "uint256[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 }
] as const;
export const energyMarketAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   },
   {
    "internalType": "contract IParticipants",
    "name": "participants",
    "type": "address"
   },
   {
    "internalType": "contract IDevices",
    "name": "devices",
    "type": "address"
   },
   {
    "internalType": "contract IOrderBook",
    "name": "orderBook",
    "type": "address"
   },
   {
    "internalType": "contract ITariffs",
    "name": "tariffs",
    "type": "address"
   },
   {
    "internalType": "contract IReadingSets",
    "name": "readingSets",
    "type": "address"
   },
   {
    "internalType": "contract IVault",
    "name": "vault",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "reserve",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "dust",
    "type": "uint32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AccessManagedInvalidAuthority",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "name": "AccessManagedRequiredDelay",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "AccessManagedUnauthorized",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "int256",
    "name": "amountTiyn",
    "type": "int256"
   }
  ],
  "name": "AmountTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "open",
    "type": "uint256"
   }
  ],
  "name": "BucketsOpen",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "found",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "expected",
    "type": "uint32"
   }
  ],
  "name": "ChunkOutOfOrder",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "leaves",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "lines",
    "type": "uint256"
   }
  ],
  "name": "ChunkSizeInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "DeviceNotSettleable",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "closedAt",
    "type": "uint256"
   }
  ],
  "name": "DisputeClosed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "filled",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "metered",
    "type": "uint256"
   }
  ],
  "name": "EnergyBeyondReading",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "wh",
    "type": "uint256"
   }
  ],
  "name": "EnergyTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint8",
    "name": "found",
    "type": "uint8"
   },
   {
    "internalType": "uint8",
    "name": "demanded",
    "type": "uint8"
   }
  ],
  "name": "EvidenceTooWeak",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint256",
    "name": "price",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "limit",
    "type": "uint256"
   }
  ],
  "name": "FillBeyondLimit",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "FillNotLive",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "FillNotOfDevice",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint32",
    "name": "partner",
    "type": "uint32"
   }
  ],
  "name": "FillPartnerMismatch",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint256",
    "name": "found",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "allowed",
    "type": "uint256"
   }
  ],
  "name": "FillTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   }
  ],
  "name": "FillsNotAscending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "found",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "expected",
    "type": "bytes32"
   }
  ],
  "name": "LinesMismatch",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "int256",
    "name": "reserveTiyn",
    "type": "int256"
   },
   {
    "internalType": "uint256",
    "name": "mostDust",
    "type": "uint256"
   }
  ],
  "name": "MoneyNotEven",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "NoReadings",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "NotDisputed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotSaleParty",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "NothingToReverse",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "owner",
    "type": "uint32"
   }
  ],
  "name": "OwnerOnBothSides",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "PartiesNotAscending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "found",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "expected",
    "type": "uint32"
   }
  ],
  "name": "PartyMismatch",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "PartyMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "int256",
    "name": "whSoldMinusBought",
    "type": "int256"
   }
  ],
  "name": "PoolNotEven",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "price",
    "type": "uint64"
   },
   {
    "internalType": "int256",
    "name": "least",
    "type": "int256"
   },
   {
    "internalType": "int256",
    "name": "most",
    "type": "int256"
   }
  ],
  "name": "PriceOutOfBounds",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "ReadingProofInvalid",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReentrancyGuardReentrantCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "settledVersion",
    "type": "uint32"
   }
  ],
  "name": "ReversalNeeded",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "SaleUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   }
  ],
  "name": "SettledAlready",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "TermsChanged",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "found",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "latest",
    "type": "uint32"
   }
  ],
  "name": "VersionNotLatest",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "ZoneBusy",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AuthorityUpdated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "chunk",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "line",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "bool",
    "name": "upheld",
    "type": "bool"
   }
  ],
  "name": "DisputeResolved",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "chunk",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "line",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "reasonHash",
    "type": "bytes32"
   }
  ],
  "name": "SaleDisputed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "chunk",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "salesHash",
    "type": "bytes32"
   }
  ],
  "name": "SalesReversed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "chunk",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "price",
    "type": "uint64"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "tariffVersion",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "salesHash",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "bytes",
    "name": "lines",
    "type": "bytes"
   }
  ],
  "name": "SalesSettled",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint32",
    "name": "chunks",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "dustTiyn",
    "type": "uint256"
   }
  ],
  "name": "SlotSettled",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "DISPUTE_WINDOW",
  "outputs": [
   {
    "internalType": "uint48",
    "name": "",
    "type": "uint48"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "authority",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "zone",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "slot",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "version",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "tariffVersion",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "price",
      "type": "uint64"
     }
    ],
    "internalType": "struct IEnergyMarket.Terms",
    "name": "terms",
    "type": "tuple"
   },
   {
    "internalType": "uint32",
    "name": "chunk",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "line",
    "type": "uint32"
   },
   {
    "internalType": "bytes",
    "name": "lines",
    "type": "bytes"
   },
   {
    "internalType": "bytes32",
    "name": "reasonHash",
    "type": "bytes32"
   }
  ],
  "name": "dispute",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "isConsumingScheduledOp",
  "outputs": [
   {
    "internalType": "bytes4",
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "zone",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "slot",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "version",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "tariffVersion",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "price",
      "type": "uint64"
     }
    ],
    "internalType": "struct IEnergyMarket.Terms",
    "name": "terms",
    "type": "tuple"
   },
   {
    "internalType": "uint32",
    "name": "chunk",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "line",
    "type": "uint32"
   },
   {
    "internalType": "bool",
    "name": "upheld",
    "type": "bool"
   }
  ],
  "name": "resolveDispute",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "internalType": "bytes",
    "name": "lines",
    "type": "bytes"
   },
   {
    "internalType": "uint32[]",
    "name": "parties",
    "type": "uint32[]"
   }
  ],
  "name": "reverse",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "internalType": "bytes",
    "name": "lines",
    "type": "bytes"
   },
   {
    "internalType": "uint32[]",
    "name": "parties",
    "type": "uint32[]"
   }
  ],
  "name": "reverseLate",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "chunk",
    "type": "uint32"
   }
  ],
  "name": "salesHashAt",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "newAuthority",
    "type": "address"
   }
  ],
  "name": "setAuthority",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "zone",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "slot",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "version",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "tariffVersion",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "price",
      "type": "uint64"
     }
    ],
    "internalType": "struct IEnergyMarket.Terms",
    "name": "terms",
    "type": "tuple"
   },
   {
    "internalType": "uint32",
    "name": "first",
    "type": "uint32"
   },
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "device",
      "type": "uint32"
     },
     {
      "internalType": "uint64",
      "name": "importEndWh",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "exportEndWh",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "importWh",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "exportWh",
      "type": "uint64"
     },
     {
      "internalType": "bytes32",
      "name": "evidenceHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint8",
      "name": "party",
      "type": "uint8"
     },
     {
      "components": [
       {
        "internalType": "uint48",
        "name": "order",
        "type": "uint48"
       },
       {
        "internalType": "uint40",
        "name": "wh",
        "type": "uint40"
       },
       {
        "internalType": "enum IEnergyMarket.FillKind",
        "name": "kind",
        "type": "uint8"
       }
      ],
      "internalType": "struct IEnergyMarket.Fill[]",
      "name": "fills",
      "type": "tuple[]"
     }
    ],
    "internalType": "struct IEnergyMarket.Metered[]",
    "name": "leaves",
    "type": "tuple[]"
   },
   {
    "internalType": "uint32[]",
    "name": "parties",
    "type": "uint32[]"
   },
   {
    "internalType": "bytes32[]",
    "name": "proof",
    "type": "bytes32[]"
   }
  ],
  "name": "settle",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "settlementAt",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint64",
      "name": "price",
      "type": "uint64"
     },
     {
      "internalType": "uint32",
      "name": "version",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "tariffVersion",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "nextLeaf",
      "type": "uint32"
     },
     {
      "internalType": "uint16",
      "name": "chunks",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "reversed",
      "type": "uint16"
     },
     {
      "internalType": "uint8",
      "name": "sellerEvidence",
      "type": "uint8"
     },
     {
      "internalType": "uint8",
      "name": "buyerEvidence",
      "type": "uint8"
     },
     {
      "internalType": "uint8",
      "name": "askDemand",
      "type": "uint8"
     },
     {
      "internalType": "uint8",
      "name": "bidDemand",
      "type": "uint8"
     },
     {
      "internalType": "uint16",
      "name": "openBuckets",
      "type": "uint16"
     },
     {
      "internalType": "bool",
      "name": "complete",
      "type": "bool"
     },
     {
      "internalType": "int128",
      "name": "poolWh",
      "type": "int128"
     },
     {
      "internalType": "int128",
      "name": "reserveTiyn",
      "type": "int128"
     }
    ],
    "internalType": "struct IEnergyMarket.Settlement",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "statementOf",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "count",
    "type": "uint32"
   },
   {
    "internalType": "bytes28",
    "name": "hash",
    "type": "bytes28"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "chunk",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "line",
    "type": "uint32"
   }
  ],
  "name": "statusAt",
  "outputs": [
   {
    "internalType": "uint8",
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 }
] as const;
export const paymentsAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority_",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AccessManagedInvalidAuthority",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "name": "AccessManagedRequiredDelay",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "AccessManagedUnauthorized",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "AmountInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   }
  ],
  "name": "DisputeExists",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   }
  ],
  "name": "DisputeMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "available",
    "type": "uint96"
   }
  ],
  "name": "ExceedsCapturable",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "refundable",
    "type": "uint96"
   }
  ],
  "name": "ExceedsRefundable",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "reserve",
    "type": "uint96"
   }
  ],
  "name": "ExceedsReserve",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "FailedDeployment",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint16",
    "name": "feeBps",
    "type": "uint16"
   },
   {
    "internalType": "uint16",
    "name": "minFeeBps",
    "type": "uint16"
   },
   {
    "internalType": "uint16",
    "name": "maxFeeBps",
    "type": "uint16"
   }
  ],
  "name": "FeeOutOfRange",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint16",
    "name": "minFeeBps",
    "type": "uint16"
   },
   {
    "internalType": "uint16",
    "name": "maxFeeBps",
    "type": "uint16"
   },
   {
    "internalType": "address",
    "name": "feeReceiver",
    "type": "address"
   }
  ],
  "name": "FeeTermsInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "balance",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "InsufficientBalance",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "InvalidShortString",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   }
  ],
  "name": "NoSurplus",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "operator",
    "type": "address"
   }
  ],
  "name": "NotOperator",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   }
  ],
  "name": "NotPayer",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "PayerMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "attestAbove",
    "type": "uint96"
   }
  ],
  "name": "PayerNotAttested",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   }
  ],
  "name": "PaymentExists",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "until",
    "type": "uint40"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "PaymentExpired",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "maxPerPayment",
    "type": "uint96"
   }
  ],
  "name": "PaymentTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   }
  ],
  "name": "PaymentUnknown",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReceiverMissing",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReentrancyGuardReentrantCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "SafeERC20FailedOperation",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "toPayer",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "toReceiver",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "frozen",
    "type": "uint96"
   }
  ],
  "name": "SplitInexact",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "str",
    "type": "string"
   }
  ],
  "name": "StringTooLong",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "payBy",
    "type": "uint40"
   },
   {
    "internalType": "uint40",
    "name": "captureBy",
    "type": "uint40"
   },
   {
    "internalType": "uint40",
    "name": "refundBy",
    "type": "uint40"
   }
  ],
  "name": "TimesInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint8",
    "name": "found",
    "type": "uint8"
   },
   {
    "internalType": "uint8",
    "name": "claimed",
    "type": "uint8"
   }
  ],
  "name": "TokenDecimalsDiffer",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "TokenNotListed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "TokenTermsInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "from",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "TooEarly",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "asked",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "moved",
    "type": "uint256"
   }
  ],
  "name": "TransferInexact",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AuthorityUpdated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "credited",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "fee",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "returned",
    "type": "uint256"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "held",
    "type": "uint256"
   },
   {
    "indexed": false,
    "internalType": "bool",
    "name": "late",
    "type": "bool"
   }
  ],
  "name": "BoxSwept",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "frozen",
    "type": "uint96"
   }
  ],
  "name": "DisputeLapsed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "bool",
    "name": "ofHold",
    "type": "bool"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "frozen",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "evidenceHash",
    "type": "bytes32"
   }
  ],
  "name": "DisputeOpened",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "toPayer",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "toReceiver",
    "type": "uint96"
   }
  ],
  "name": "DisputeResolved",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [],
  "name": "EIP712DomainChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "PaymentAuthorized",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "fee",
    "type": "uint96"
   }
  ],
  "name": "PaymentCaptured",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "fee",
    "type": "uint96"
   }
  ],
  "name": "PaymentCharged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "PaymentReclaimed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "PaymentRefunded",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "PaymentVoided",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "ReserveFunded",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "ReserveWithdrawn",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "invoiceId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "amount",
    "type": "uint256"
   }
  ],
  "name": "SurplusReleased",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "TokenDelisted",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "components": [
     {
      "internalType": "uint96",
      "name": "maxPerPayment",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "attestAbove",
      "type": "uint96"
     },
     {
      "internalType": "uint8",
      "name": "minLevel",
      "type": "uint8"
     },
     {
      "internalType": "uint8",
      "name": "decimals",
      "type": "uint8"
     },
     {
      "internalType": "address",
      "name": "issuer",
      "type": "address"
     }
    ],
    "indexed": false,
    "internalType": "struct ITokenList.Token",
    "name": "terms",
    "type": "tuple"
   }
  ],
  "name": "TokenListed",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "ATTESTER_ROLE",
  "outputs": [
   {
    "internalType": "uint64",
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "RESOLVE_WITHIN",
  "outputs": [
   {
    "internalType": "uint40",
    "name": "",
    "type": "uint40"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "authority",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   },
   {
    "internalType": "bytes",
    "name": "attestation",
    "type": "bytes"
   }
  ],
  "name": "authorize",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "id",
    "type": "bytes32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   }
  ],
  "name": "boxOf",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint16",
    "name": "feeBps",
    "type": "uint16"
   }
  ],
  "name": "capture",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   },
   {
    "internalType": "uint16",
    "name": "feeBps",
    "type": "uint16"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   },
   {
    "internalType": "bytes",
    "name": "attestation",
    "type": "bytes"
   }
  ],
  "name": "charge",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "id",
    "type": "bytes32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "delistToken",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "id",
    "type": "bytes32"
   }
  ],
  "name": "disputeOf",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint96",
      "name": "frozen",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "openedAt",
      "type": "uint40"
     }
    ],
    "internalType": "struct IPayments.Dispute",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "eip712Domain",
  "outputs": [
   {
    "internalType": "bytes1",
    "name": "fields",
    "type": "bytes1"
   },
   {
    "internalType": "string",
    "name": "name",
    "type": "string"
   },
   {
    "internalType": "string",
    "name": "version",
    "type": "string"
   },
   {
    "internalType": "uint256",
    "name": "chainId",
    "type": "uint256"
   },
   {
    "internalType": "address",
    "name": "verifyingContract",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   },
   {
    "internalType": "uint256[]",
    "name": "extensions",
    "type": "uint256[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "fundReserve",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "isConsumingScheduledOp",
  "outputs": [
   {
    "internalType": "bytes4",
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   }
  ],
  "name": "lapseDispute",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "components": [
     {
      "internalType": "uint96",
      "name": "maxPerPayment",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "attestAbove",
      "type": "uint96"
     },
     {
      "internalType": "uint8",
      "name": "minLevel",
      "type": "uint8"
     },
     {
      "internalType": "uint8",
      "name": "decimals",
      "type": "uint8"
     },
     {
      "internalType": "address",
      "name": "issuer",
      "type": "address"
     }
    ],
    "internalType": "struct ITokenList.Token",
    "name": "terms",
    "type": "tuple"
   }
  ],
  "name": "listToken",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "bytes32",
    "name": "evidenceHash",
    "type": "bytes32"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "openDispute",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   }
  ],
  "name": "paymentId",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   }
  ],
  "name": "reclaim",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "refund",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "refundFromReserve",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "id",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   }
  ],
  "name": "refundNonce",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "pure",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   },
   {
    "internalType": "uint40",
    "name": "validBefore",
    "type": "uint40"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "refundWithAuthorization",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   },
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   }
  ],
  "name": "releaseSurplus",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "reserveOf",
  "outputs": [
   {
    "internalType": "uint96",
    "name": "",
    "type": "uint96"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   },
   {
    "internalType": "uint96",
    "name": "toPayer",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "toReceiver",
    "type": "uint96"
   }
  ],
  "name": "resolve",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "newAuthority",
    "type": "address"
   }
  ],
  "name": "setAuthority",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "id",
    "type": "bytes32"
   }
  ],
  "name": "stateOf",
  "outputs": [
   {
    "components": [
     {
      "internalType": "enum IPayments.Status",
      "name": "status",
      "type": "uint8"
     },
     {
      "internalType": "enum IPayments.DisputeStatus",
      "name": "dispute",
      "type": "uint8"
     },
     {
      "internalType": "uint96",
      "name": "capturable",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "refundable",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "collectedAt",
      "type": "uint40"
     }
    ],
    "internalType": "struct IPayments.PaymentState",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   },
   {
    "internalType": "bool",
    "name": "acceptLate",
    "type": "bool"
   }
  ],
  "name": "sweepBox",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "tokenAt",
  "outputs": [
   {
    "components": [
     {
      "internalType": "uint96",
      "name": "maxPerPayment",
      "type": "uint96"
     },
     {
      "internalType": "uint96",
      "name": "attestAbove",
      "type": "uint96"
     },
     {
      "internalType": "uint8",
      "name": "minLevel",
      "type": "uint8"
     },
     {
      "internalType": "uint8",
      "name": "decimals",
      "type": "uint8"
     },
     {
      "internalType": "address",
      "name": "issuer",
      "type": "address"
     }
    ],
    "internalType": "struct ITokenList.Token",
    "name": "terms",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "invoiceId",
      "type": "bytes32"
     },
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "payBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "captureBy",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "refundBy",
      "type": "uint40"
     },
     {
      "internalType": "uint16",
      "name": "minFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "uint16",
      "name": "maxFeeBps",
      "type": "uint16"
     },
     {
      "internalType": "address",
      "name": "feeReceiver",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "termsHash",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPayments.PaymentInfo",
    "name": "payment",
    "type": "tuple"
   }
  ],
  "name": "void",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "withdrawReserve",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const passkeyAccountsAbi = [
 {
  "inputs": [],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [],
  "name": "CloneArgumentsTooLong",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "Create2EmptyBytecode",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "FailedDeployment",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "balance",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "InsufficientBalance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "x",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "y",
    "type": "bytes32"
   }
  ],
  "name": "PasskeyInvalid",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "x",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "y",
    "type": "bytes32"
   }
  ],
  "name": "AccountCreated",
  "type": "event"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "x",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "y",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPasskeyAccount.Passkey",
    "name": "first",
    "type": "tuple"
   }
  ],
  "name": "accountOf",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "x",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "y",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPasskeyAccount.Passkey",
    "name": "first",
    "type": "tuple"
   },
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "x",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "y",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPasskeyAccount.Passkey",
    "name": "added",
    "type": "tuple"
   },
   {
    "internalType": "uint40",
    "name": "validBefore",
    "type": "uint40"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "addPasskey",
  "outputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "x",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "y",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPasskeyAccount.Passkey",
    "name": "first",
    "type": "tuple"
   }
  ],
  "name": "create",
  "outputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "x",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "y",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPasskeyAccount.Passkey",
    "name": "first",
    "type": "tuple"
   },
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "x",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "y",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPasskeyAccount.Passkey",
    "name": "removed",
    "type": "tuple"
   },
   {
    "internalType": "uint40",
    "name": "validBefore",
    "type": "uint40"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "removePasskey",
  "outputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const chargingAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority_",
    "type": "address"
   },
   {
    "internalType": "contract IChannels",
    "name": "channels",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AccessManagedInvalidAuthority",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "name": "AccessManagedRequiredDelay",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "AccessManagedUnauthorized",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "EvidenceMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "internalType": "address",
    "name": "receiverAuthorizer",
    "type": "address"
   }
  ],
  "name": "NotChargingChannel",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": false,
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AuthorityUpdated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "evidenceHash",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "indexed": false,
    "internalType": "uint128",
    "name": "refunded",
    "type": "uint128"
   }
  ],
  "name": "ChargingClaimed",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "CHANNELS",
  "outputs": [
   {
    "internalType": "contract IChannels",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "authority",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "components": [
       {
        "components": [
         {
          "internalType": "address",
          "name": "payer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "payerAuthorizer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "receiver",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "receiverAuthorizer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "token",
          "type": "address"
         },
         {
          "internalType": "uint40",
          "name": "withdrawDelay",
          "type": "uint40"
         },
         {
          "internalType": "bytes32",
          "name": "salt",
          "type": "bytes32"
         }
        ],
        "internalType": "struct IChannels.ChannelConfig",
        "name": "channel",
        "type": "tuple"
       },
       {
        "internalType": "uint128",
        "name": "maxClaimableAmount",
        "type": "uint128"
       }
      ],
      "internalType": "struct IChannels.Voucher",
      "name": "voucher",
      "type": "tuple"
     },
     {
      "internalType": "bytes",
      "name": "signature",
      "type": "bytes"
     },
     {
      "internalType": "uint128",
      "name": "totalClaimed",
      "type": "uint128"
     }
    ],
    "internalType": "struct IChannels.VoucherClaim",
    "name": "last",
    "type": "tuple"
   },
   {
    "internalType": "bytes32",
    "name": "evidenceHash",
    "type": "bytes32"
   }
  ],
  "name": "end",
  "outputs": [
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "refunded",
    "type": "uint128"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "isConsumingScheduledOp",
  "outputs": [
   {
    "internalType": "bytes4",
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "newAuthority",
    "type": "address"
   }
  ],
  "name": "setAuthority",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const catalogueAbi = [
 {
  "inputs": [
   {
    "internalType": "contract IParticipants",
    "name": "participants",
    "type": "address"
   },
   {
    "internalType": "contract IJournal",
    "name": "journal",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "internalType": "uint8",
    "name": "compatibility",
    "type": "uint8"
   }
  ],
  "name": "CompatibilityInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "name": "DocumentMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ExchangeKeyMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint8",
    "name": "kind",
    "type": "uint8"
   }
  ],
  "name": "FaultKindUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "validTo",
    "type": "uint64"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "GrantExpired",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "group",
    "type": "uint8"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "GrantUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "NotParticipant",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ParticipantSuspended",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "schemaHash",
    "type": "bytes32"
   }
  ],
  "name": "SchemaUnchanged",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "position",
    "type": "uint256"
   }
  ],
  "name": "UrlMalformed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "length",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "most",
    "type": "uint256"
   }
  ],
  "name": "UrlTooLong",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint8",
    "name": "group",
    "type": "uint8"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "validTo",
    "type": "uint64"
   }
  ],
  "name": "AccessGranted",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint8",
    "name": "group",
    "type": "uint8"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "AccessRevoked",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "cadenceSeconds",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "retentionDays",
      "type": "uint32"
     },
     {
      "internalType": "bytes32",
      "name": "documentHash",
      "type": "bytes32"
     }
    ],
    "indexed": false,
    "internalType": "struct ICatalogue.Description",
    "name": "description",
    "type": "tuple"
   }
  ],
  "name": "DatasetDescribed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "member",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "by",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "uint8",
    "name": "kind",
    "type": "uint8"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "recordHash",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "evidenceHash",
    "type": "bytes32"
   }
  ],
  "name": "FaultRecorded",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "indexed": false,
    "internalType": "string",
    "name": "url",
    "type": "string"
   },
   {
    "indexed": false,
    "internalType": "bytes32",
    "name": "exchangeKey",
    "type": "bytes32"
   }
  ],
  "name": "GatewayAnnounced",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "schemaHash",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "uint8",
    "name": "compatibility",
    "type": "uint8"
   }
  ],
  "name": "SchemaPublished",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "MOST_URL_BYTES",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "url",
    "type": "string"
   },
   {
    "internalType": "bytes32",
    "name": "exchangeKey",
    "type": "bytes32"
   }
  ],
  "name": "announceGateway",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "components": [
     {
      "internalType": "uint32",
      "name": "cadenceSeconds",
      "type": "uint32"
     },
     {
      "internalType": "uint32",
      "name": "retentionDays",
      "type": "uint32"
     },
     {
      "internalType": "bytes32",
      "name": "documentHash",
      "type": "bytes32"
     }
    ],
    "internalType": "struct ICatalogue.Description",
    "name": "description",
    "type": "tuple"
   }
  ],
  "name": "describe",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "name": "descriptionOf",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "internalType": "bytes32",
    "name": "documentHash",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "group",
    "type": "uint8"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint64",
    "name": "validTo",
    "type": "uint64"
   }
  ],
  "name": "grant",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "group",
    "type": "uint8"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "hasAccess",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "schemaHash",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "compatibility",
    "type": "uint8"
   }
  ],
  "name": "publishSchema",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "member",
    "type": "uint32"
   },
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "recordHash",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "kind",
    "type": "uint8"
   },
   {
    "internalType": "bytes32",
    "name": "evidenceHash",
    "type": "bytes32"
   }
  ],
  "name": "recordFault",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "group",
    "type": "uint8"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "revoke",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "name": "schemaOf",
  "outputs": [
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "internalType": "bytes32",
    "name": "schemaHash",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 }
] as const;
export const passkeyAccountAbi = [
 {
  "inputs": [],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [],
  "name": "InvalidShortString",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "LastPasskey",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "x",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "y",
    "type": "bytes32"
   }
  ],
  "name": "PasskeyInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "x",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "y",
    "type": "bytes32"
   }
  ],
  "name": "PasskeyKnown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "validBefore",
    "type": "uint40"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "PasskeySignatureExpired",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "PasskeySignatureInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "x",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "y",
    "type": "bytes32"
   }
  ],
  "name": "PasskeyUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "str",
    "type": "string"
   }
  ],
  "name": "StringTooLong",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "most",
    "type": "uint256"
   }
  ],
  "name": "TooManyPasskeys",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [],
  "name": "EIP712DomainChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "x",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "y",
    "type": "bytes32"
   }
  ],
  "name": "PasskeyAdded",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "x",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "y",
    "type": "bytes32"
   }
  ],
  "name": "PasskeyRemoved",
  "type": "event"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "x",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "y",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPasskeyAccount.Passkey",
    "name": "passkey",
    "type": "tuple"
   },
   {
    "internalType": "uint40",
    "name": "validBefore",
    "type": "uint40"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "addPasskey",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "hash",
    "type": "bytes32"
   }
  ],
  "name": "challengeOf",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "eip712Domain",
  "outputs": [
   {
    "internalType": "bytes1",
    "name": "fields",
    "type": "bytes1"
   },
   {
    "internalType": "string",
    "name": "name",
    "type": "string"
   },
   {
    "internalType": "string",
    "name": "version",
    "type": "string"
   },
   {
    "internalType": "uint256",
    "name": "chainId",
    "type": "uint256"
   },
   {
    "internalType": "address",
    "name": "verifyingContract",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   },
   {
    "internalType": "uint256[]",
    "name": "extensions",
    "type": "uint256[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "hash",
    "type": "bytes32"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "isValidSignature",
  "outputs": [
   {
    "internalType": "bytes4",
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "nonce",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "passkeys",
  "outputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "x",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "y",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPasskeyAccount.Passkey[]",
    "name": "all",
    "type": "tuple[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "x",
      "type": "bytes32"
     },
     {
      "internalType": "bytes32",
      "name": "y",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IPasskeyAccount.Passkey",
    "name": "passkey",
    "type": "tuple"
   },
   {
    "internalType": "uint40",
    "name": "validBefore",
    "type": "uint40"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "removePasskey",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const channelsAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   }
  ],
  "name": "AddressEmptyCode",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "AmountInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   }
  ],
  "name": "AuthorizationNotSigned",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "found",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "expected",
    "type": "address"
   }
  ],
  "name": "AuthorizersDiffer",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ChannelTermsInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint128",
    "name": "totalClaimed",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "balance",
    "type": "uint128"
   }
  ],
  "name": "ClaimExceedsBalance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint128",
    "name": "totalClaimed",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "maxClaimableAmount",
    "type": "uint128"
   }
  ],
  "name": "ClaimExceedsVoucher",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "most",
    "type": "uint128"
   }
  ],
  "name": "DepositTooLarge",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "FailedCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   }
  ],
  "name": "NoWithdrawalPending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotAdministrator",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotPayerSide",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotReceiverSide",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReentrancyGuardReentrantCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "found",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "expected",
    "type": "uint256"
   }
  ],
  "name": "RefundNonceDiffers",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "SafeERC20FailedOperation",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "moved",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "expected",
    "type": "uint256"
   }
  ],
  "name": "TokenMovedOtherwise",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "TokenNotListed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint128",
    "name": "maxClaimableAmount",
    "type": "uint128"
   }
  ],
  "name": "VoucherNotSigned",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "withdrawDelay",
    "type": "uint40"
   },
   {
    "internalType": "uint40",
    "name": "least",
    "type": "uint40"
   },
   {
    "internalType": "uint40",
    "name": "most",
    "type": "uint40"
   }
  ],
  "name": "WithdrawDelayInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "rest",
    "type": "uint128"
   }
  ],
  "name": "WithdrawalExceedsRest",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint40",
    "name": "initiatedAt",
    "type": "uint40"
   }
  ],
  "name": "WithdrawalPending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint256",
    "name": "payableAt",
    "type": "uint256"
   }
  ],
  "name": "WithdrawalTooEarly",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "components": [
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payerAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiverAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint40",
      "name": "withdrawDelay",
      "type": "uint40"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "indexed": false,
    "internalType": "struct IChannels.ChannelConfig",
    "name": "config",
    "type": "tuple"
   }
  ],
  "name": "ChannelClosed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "components": [
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payerAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiverAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint40",
      "name": "withdrawDelay",
      "type": "uint40"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "indexed": false,
    "internalType": "struct IChannels.ChannelConfig",
    "name": "config",
    "type": "tuple"
   }
  ],
  "name": "ChannelCreated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "indexed": false,
    "internalType": "uint128",
    "name": "totalClaimed",
    "type": "uint128"
   }
  ],
  "name": "Claimed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "indexed": false,
    "internalType": "uint128",
    "name": "balance",
    "type": "uint128"
   }
  ],
  "name": "Deposited",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   }
  ],
  "name": "Refunded",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "sender",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   }
  ],
  "name": "Settled",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "tokenList",
    "type": "address"
   }
  ],
  "name": "TokenListNamed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   }
  ],
  "name": "WithdrawFinalized",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   }
  ],
  "name": "WithdrawInitiated",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "CHANNEL_CONFIG_TYPEHASH",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "administration",
  "outputs": [
   {
    "internalType": "address",
    "name": "administrator",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "tokenList",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   }
  ],
  "name": "channels",
  "outputs": [
   {
    "internalType": "uint128",
    "name": "balance",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "totalClaimed",
    "type": "uint128"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "components": [
       {
        "components": [
         {
          "internalType": "address",
          "name": "payer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "payerAuthorizer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "receiver",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "receiverAuthorizer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "token",
          "type": "address"
         },
         {
          "internalType": "uint40",
          "name": "withdrawDelay",
          "type": "uint40"
         },
         {
          "internalType": "bytes32",
          "name": "salt",
          "type": "bytes32"
         }
        ],
        "internalType": "struct IChannels.ChannelConfig",
        "name": "channel",
        "type": "tuple"
       },
       {
        "internalType": "uint128",
        "name": "maxClaimableAmount",
        "type": "uint128"
       }
      ],
      "internalType": "struct IChannels.Voucher",
      "name": "voucher",
      "type": "tuple"
     },
     {
      "internalType": "bytes",
      "name": "signature",
      "type": "bytes"
     },
     {
      "internalType": "uint128",
      "name": "totalClaimed",
      "type": "uint128"
     }
    ],
    "internalType": "struct IChannels.VoucherClaim[]",
    "name": "voucherClaims",
    "type": "tuple[]"
   }
  ],
  "name": "claim",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "components": [
       {
        "components": [
         {
          "internalType": "address",
          "name": "payer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "payerAuthorizer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "receiver",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "receiverAuthorizer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "token",
          "type": "address"
         },
         {
          "internalType": "uint40",
          "name": "withdrawDelay",
          "type": "uint40"
         },
         {
          "internalType": "bytes32",
          "name": "salt",
          "type": "bytes32"
         }
        ],
        "internalType": "struct IChannels.ChannelConfig",
        "name": "channel",
        "type": "tuple"
       },
       {
        "internalType": "uint128",
        "name": "maxClaimableAmount",
        "type": "uint128"
       }
      ],
      "internalType": "struct IChannels.Voucher",
      "name": "voucher",
      "type": "tuple"
     },
     {
      "internalType": "bytes",
      "name": "signature",
      "type": "bytes"
     },
     {
      "internalType": "uint128",
      "name": "totalClaimed",
      "type": "uint128"
     }
    ],
    "internalType": "struct IChannels.VoucherClaim[]",
    "name": "voucherClaims",
    "type": "tuple[]"
   },
   {
    "internalType": "bytes",
    "name": "authorizerSignature",
    "type": "bytes"
   }
  ],
  "name": "claimWithSignature",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payerAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiverAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint40",
      "name": "withdrawDelay",
      "type": "uint40"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IChannels.ChannelConfig",
    "name": "config",
    "type": "tuple"
   },
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "internalType": "address",
    "name": "collector",
    "type": "address"
   },
   {
    "internalType": "bytes",
    "name": "collectorData",
    "type": "bytes"
   }
  ],
  "name": "deposit",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payerAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiverAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint40",
      "name": "withdrawDelay",
      "type": "uint40"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IChannels.ChannelConfig",
    "name": "config",
    "type": "tuple"
   }
  ],
  "name": "finalizeWithdraw",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payerAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiverAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint40",
      "name": "withdrawDelay",
      "type": "uint40"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IChannels.ChannelConfig",
    "name": "config",
    "type": "tuple"
   }
  ],
  "name": "getChannelId",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "components": [
       {
        "components": [
         {
          "internalType": "address",
          "name": "payer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "payerAuthorizer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "receiver",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "receiverAuthorizer",
          "type": "address"
         },
         {
          "internalType": "address",
          "name": "token",
          "type": "address"
         },
         {
          "internalType": "uint40",
          "name": "withdrawDelay",
          "type": "uint40"
         },
         {
          "internalType": "bytes32",
          "name": "salt",
          "type": "bytes32"
         }
        ],
        "internalType": "struct IChannels.ChannelConfig",
        "name": "channel",
        "type": "tuple"
       },
       {
        "internalType": "uint128",
        "name": "maxClaimableAmount",
        "type": "uint128"
       }
      ],
      "internalType": "struct IChannels.Voucher",
      "name": "voucher",
      "type": "tuple"
     },
     {
      "internalType": "bytes",
      "name": "signature",
      "type": "bytes"
     },
     {
      "internalType": "uint128",
      "name": "totalClaimed",
      "type": "uint128"
     }
    ],
    "internalType": "struct IChannels.VoucherClaim[]",
    "name": "voucherClaims",
    "type": "tuple[]"
   }
  ],
  "name": "getClaimBatchDigest",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "internalType": "uint256",
    "name": "nonce",
    "type": "uint256"
   },
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   }
  ],
  "name": "getRefundDigest",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "internalType": "uint128",
    "name": "maxClaimableAmount",
    "type": "uint128"
   }
  ],
  "name": "getVoucherDigest",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payerAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiverAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint40",
      "name": "withdrawDelay",
      "type": "uint40"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IChannels.ChannelConfig",
    "name": "config",
    "type": "tuple"
   },
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   }
  ],
  "name": "initiateWithdraw",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes[]",
    "name": "data",
    "type": "bytes[]"
   }
  ],
  "name": "multicall",
  "outputs": [
   {
    "internalType": "bytes[]",
    "name": "results",
    "type": "bytes[]"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "tokenList",
    "type": "address"
   }
  ],
  "name": "nameTokenList",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   }
  ],
  "name": "pendingWithdrawals",
  "outputs": [
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "internalType": "uint40",
    "name": "initiatedAt",
    "type": "uint40"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "receivers",
  "outputs": [
   {
    "internalType": "uint128",
    "name": "totalClaimed",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "totalSettled",
    "type": "uint128"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payerAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiverAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint40",
      "name": "withdrawDelay",
      "type": "uint40"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IChannels.ChannelConfig",
    "name": "config",
    "type": "tuple"
   },
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   }
  ],
  "name": "refund",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   }
  ],
  "name": "refundNonce",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payerAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiver",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "receiverAuthorizer",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "token",
      "type": "address"
     },
     {
      "internalType": "uint40",
      "name": "withdrawDelay",
      "type": "uint40"
     },
     {
      "internalType": "bytes32",
      "name": "salt",
      "type": "bytes32"
     }
    ],
    "internalType": "struct IChannels.ChannelConfig",
    "name": "config",
    "type": "tuple"
   },
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "internalType": "uint256",
    "name": "nonce",
    "type": "uint256"
   },
   {
    "internalType": "bytes",
    "name": "receiverAuthorizerSignature",
    "type": "bytes"
   }
  ],
  "name": "refundWithSignature",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "settle",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const erc3009DepositCollectorAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotChannels",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "SafeERC20FailedOperation",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "internalType": "bytes",
    "name": "data",
    "type": "bytes"
   }
  ],
  "name": "collect",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
/** Every custom error of every contract: a call may revert with another contract's. */
export const ledgerErrorsAbi = [
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   }
  ],
  "name": "AccessManagerAlreadyScheduled",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "AccessManagerBadConfirmation",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   }
  ],
  "name": "AccessManagerExpired",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "initialAdmin",
    "type": "address"
   }
  ],
  "name": "AccessManagerInvalidInitialAdmin",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes4",
    "name": "selector",
    "type": "bytes4"
   }
  ],
  "name": "AccessManagerLockedFunction",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   }
  ],
  "name": "AccessManagerLockedRole",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   }
  ],
  "name": "AccessManagerNotReady",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "operationId",
    "type": "bytes32"
   }
  ],
  "name": "AccessManagerNotScheduled",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "msgsender",
    "type": "address"
   },
   {
    "internalType": "uint64",
    "name": "roleId",
    "type": "uint64"
   }
  ],
  "name": "AccessManagerUnauthorizedAccount",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes4",
    "name": "selector",
    "type": "bytes4"
   }
  ],
  "name": "AccessManagerUnauthorizedCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "msgsender",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   },
   {
    "internalType": "bytes4",
    "name": "selector",
    "type": "bytes4"
   }
  ],
  "name": "AccessManagerUnauthorizedCancel",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   }
  ],
  "name": "AccessManagerUnauthorizedConsume",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "target",
    "type": "address"
   }
  ],
  "name": "AddressEmptyCode",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "FailedCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "balance",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "InsufficientBalance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint8",
    "name": "bits",
    "type": "uint8"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "SafeCastOverflowedUintDowncast",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authority",
    "type": "address"
   }
  ],
  "name": "AccessManagedInvalidAuthority",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "delay",
    "type": "uint32"
   }
  ],
  "name": "AccessManagedRequiredDelay",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "AccessManagedUnauthorized",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "AccountMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "AccountTaken",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "NoKeyAnnounced",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "NotParticipant",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ParticipantSuspended",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ParticipantUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "validTo",
    "type": "uint64"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "AgreementExpired",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "nonce",
    "type": "uint256"
   }
  ],
  "name": "AgreementNonceUsed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "address",
    "name": "expected",
    "type": "address"
   }
  ],
  "name": "AgreementSignatureInvalid",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "DeviceIncomplete",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "DeviceRetiredAlready",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "DeviceUnknown",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "InvalidShortString",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "KeyIncomplete",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "validFrom",
    "type": "uint48"
   },
   {
    "internalType": "uint48",
    "name": "validTo",
    "type": "uint48"
   }
  ],
  "name": "KeyPeriodInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   }
  ],
  "name": "KeyUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "serialHash",
    "type": "bytes32"
   },
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "SerialTaken",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "str",
    "type": "string"
   }
  ],
  "name": "StringTooLong",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "sequence",
    "type": "uint64"
   },
   {
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   }
  ],
  "name": "AlreadySuperseded",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "validBefore",
    "type": "uint64"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "ApprovalExpired",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "BatchEmpty",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "found",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "quorum",
    "type": "uint256"
   }
  ],
  "name": "BelowQuorum",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "sequence",
    "type": "uint64"
   },
   {
    "internalType": "uint32",
    "name": "index",
    "type": "uint32"
   }
  ],
  "name": "CorrectionUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "name": "DatasetTaken",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "name": "DatasetUnknown",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ECDSAInvalidSignature",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "length",
    "type": "uint256"
   }
  ],
  "name": "ECDSAInvalidSignatureLength",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "ECDSAInvalidSignatureS",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "found",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "expected",
    "type": "bytes32"
   }
  ],
  "name": "ManifestMismatch",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "address",
    "name": "signer",
    "type": "address"
   }
  ],
  "name": "NotChecker",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "uint32",
    "name": "publisher",
    "type": "uint32"
   }
  ],
  "name": "NotPublisher",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "owner",
    "type": "uint32"
   }
  ],
  "name": "OwnerNotDistinct",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "found",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "expected",
    "type": "bytes32"
   }
  ],
  "name": "PreviousMismatch",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "quorum",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "checkers",
    "type": "uint256"
   }
  ],
  "name": "QuorumInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "found",
    "type": "uint64"
   },
   {
    "internalType": "uint64",
    "name": "expected",
    "type": "uint64"
   }
  ],
  "name": "SequenceGap",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "previous",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "found",
    "type": "address"
   }
  ],
  "name": "SignersNotAscending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "uint16",
    "name": "reason",
    "type": "uint16"
   }
  ],
  "name": "AccountFrozen",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "AccountNotFrozen",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "issuedTiyn",
    "type": "uint256"
   },
   {
    "internalType": "uint96",
    "name": "limitTiyn",
    "type": "uint96"
   }
  ],
  "name": "DailyLimitExceeded",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "allowance",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "ERC20InsufficientAllowance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "sender",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "balance",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "ERC20InsufficientBalance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "approver",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidApprover",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidReceiver",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "sender",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidSender",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidSpender",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "deadline",
    "type": "uint256"
   }
  ],
  "name": "ERC2612ExpiredSignature",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "signer",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   }
  ],
  "name": "ERC2612InvalidSigner",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "validAfter",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validBefore",
    "type": "uint256"
   }
  ],
  "name": "ERC3009InvalidAuthorizationTime",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ERC3009InvalidSignature",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   }
  ],
  "name": "ERC3009UsedAuthorization",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "EnforcedPause",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ExpectedPause",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "currentNonce",
    "type": "uint256"
   }
  ],
  "name": "InvalidAccountNonce",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReasonMissing",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "AmountZero",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "available",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "due",
    "type": "uint256"
   }
  ],
  "name": "BidUnfunded",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "free",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "FreeTooLow",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "MarketMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "NoWithdrawal",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotMarket",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotParticipant",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "creditor",
    "type": "uint32"
   }
  ],
  "name": "NothingOwed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "owed",
    "type": "uint256"
   }
  ],
  "name": "OwesFirst",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReentrancyGuardReentrantCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "available",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "ReserveShort",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "int256",
    "name": "value",
    "type": "int256"
   }
  ],
  "name": "SafeCastOverflowedIntToUint",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "SafeCastOverflowedUintToInt",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "SafeERC20FailedOperation",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "readyAt",
    "type": "uint48"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "WithdrawalNotReady",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "int64",
    "name": "feedIn",
    "type": "int64"
   },
   {
    "internalType": "int64",
    "name": "retail",
    "type": "int64"
   }
  ],
  "name": "TariffInverted",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "fromSlot",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "earliest",
    "type": "uint32"
   }
  ],
  "name": "TariffNotInFuture",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "VersionNotInForce",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   }
  ],
  "name": "VersionUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   }
  ],
  "name": "ZoneTaken",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   }
  ],
  "name": "ZoneUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "found",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "expected",
    "type": "bytes32"
   }
  ],
  "name": "ReplacesMismatch",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "SetEmpty",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "endsAt",
    "type": "uint256"
   }
  ],
  "name": "SlotNotOver",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "found",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "expected",
    "type": "uint32"
   }
  ],
  "name": "VersionGap",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "enum IOrderBook.Mode",
    "name": "mode",
    "type": "uint8"
   }
  ],
  "name": "ModeNotOffered",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "NoSupplyAgreement",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "maxWhPerSlot",
    "type": "uint64"
   },
   {
    "internalType": "uint64",
    "name": "minWhPerSlot",
    "type": "uint64"
   }
  ],
  "name": "OrderAmountInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   }
  ],
  "name": "OrderClosed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "validTo",
    "type": "uint64"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "OrderExpired",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "lockTiyn",
    "type": "uint256"
   }
  ],
  "name": "OrderLockTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "nonce",
    "type": "uint256"
   }
  ],
  "name": "OrderNonceTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "nonce",
    "type": "uint256"
   }
  ],
  "name": "OrderNonceUsed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   }
  ],
  "name": "OrderNotOfDevice",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "limitPrice",
    "type": "uint64"
   }
  ],
  "name": "OrderPriceTooHigh",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   },
   {
    "internalType": "address",
    "name": "expected",
    "type": "address"
   }
  ],
  "name": "OrderSignatureInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "slotFrom",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slotTo",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "currentSlot",
    "type": "uint32"
   }
  ],
  "name": "OrderSlotsInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint32",
    "name": "slotTo",
    "type": "uint32"
   }
  ],
  "name": "OrderStillLive",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   }
  ],
  "name": "OrderUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "int256",
    "name": "amountTiyn",
    "type": "int256"
   }
  ],
  "name": "AmountTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "open",
    "type": "uint256"
   }
  ],
  "name": "BucketsOpen",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "found",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "expected",
    "type": "uint32"
   }
  ],
  "name": "ChunkOutOfOrder",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "leaves",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "lines",
    "type": "uint256"
   }
  ],
  "name": "ChunkSizeInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "DeviceNotSettleable",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "closedAt",
    "type": "uint256"
   }
  ],
  "name": "DisputeClosed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "uint256",
    "name": "filled",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "metered",
    "type": "uint256"
   }
  ],
  "name": "EnergyBeyondReading",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "wh",
    "type": "uint256"
   }
  ],
  "name": "EnergyTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint8",
    "name": "found",
    "type": "uint8"
   },
   {
    "internalType": "uint8",
    "name": "demanded",
    "type": "uint8"
   }
  ],
  "name": "EvidenceTooWeak",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint256",
    "name": "price",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "limit",
    "type": "uint256"
   }
  ],
  "name": "FillBeyondLimit",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "FillNotLive",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   }
  ],
  "name": "FillNotOfDevice",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint32",
    "name": "partner",
    "type": "uint32"
   }
  ],
  "name": "FillPartnerMismatch",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   },
   {
    "internalType": "uint256",
    "name": "found",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "allowed",
    "type": "uint256"
   }
  ],
  "name": "FillTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint48",
    "name": "order",
    "type": "uint48"
   }
  ],
  "name": "FillsNotAscending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "found",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "expected",
    "type": "bytes32"
   }
  ],
  "name": "LinesMismatch",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "int256",
    "name": "reserveTiyn",
    "type": "int256"
   },
   {
    "internalType": "uint256",
    "name": "mostDust",
    "type": "uint256"
   }
  ],
  "name": "MoneyNotEven",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "NoReadings",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "NotDisputed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotSaleParty",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "NothingToReverse",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "owner",
    "type": "uint32"
   }
  ],
  "name": "OwnerOnBothSides",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "PartiesNotAscending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "device",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "found",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "expected",
    "type": "uint32"
   }
  ],
  "name": "PartyMismatch",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "PartyMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "int256",
    "name": "whSoldMinusBought",
    "type": "int256"
   }
  ],
  "name": "PoolNotEven",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "price",
    "type": "uint64"
   },
   {
    "internalType": "int256",
    "name": "least",
    "type": "int256"
   },
   {
    "internalType": "int256",
    "name": "most",
    "type": "int256"
   }
  ],
  "name": "PriceOutOfBounds",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "ReadingProofInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "settledVersion",
    "type": "uint32"
   }
  ],
  "name": "ReversalNeeded",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "SaleUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   }
  ],
  "name": "SettledAlready",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "TermsChanged",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "found",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "latest",
    "type": "uint32"
   }
  ],
  "name": "VersionNotLatest",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "zone",
    "type": "uint32"
   },
   {
    "internalType": "uint32",
    "name": "slot",
    "type": "uint32"
   }
  ],
  "name": "ZoneBusy",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "AmountInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   }
  ],
  "name": "DisputeExists",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   }
  ],
  "name": "DisputeMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "available",
    "type": "uint96"
   }
  ],
  "name": "ExceedsCapturable",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "refundable",
    "type": "uint96"
   }
  ],
  "name": "ExceedsRefundable",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "reserve",
    "type": "uint96"
   }
  ],
  "name": "ExceedsReserve",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "FailedDeployment",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint16",
    "name": "feeBps",
    "type": "uint16"
   },
   {
    "internalType": "uint16",
    "name": "minFeeBps",
    "type": "uint16"
   },
   {
    "internalType": "uint16",
    "name": "maxFeeBps",
    "type": "uint16"
   }
  ],
  "name": "FeeOutOfRange",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint16",
    "name": "minFeeBps",
    "type": "uint16"
   },
   {
    "internalType": "uint16",
    "name": "maxFeeBps",
    "type": "uint16"
   },
   {
    "internalType": "address",
    "name": "feeReceiver",
    "type": "address"
   }
  ],
  "name": "FeeTermsInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   }
  ],
  "name": "NoSurplus",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "operator",
    "type": "address"
   }
  ],
  "name": "NotOperator",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   }
  ],
  "name": "NotPayer",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "PayerMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "attestAbove",
    "type": "uint96"
   }
  ],
  "name": "PayerNotAttested",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   }
  ],
  "name": "PaymentExists",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "until",
    "type": "uint40"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "PaymentExpired",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "maxPerPayment",
    "type": "uint96"
   }
  ],
  "name": "PaymentTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "payment",
    "type": "bytes32"
   }
  ],
  "name": "PaymentUnknown",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReceiverMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "toPayer",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "toReceiver",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "frozen",
    "type": "uint96"
   }
  ],
  "name": "SplitInexact",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "payBy",
    "type": "uint40"
   },
   {
    "internalType": "uint40",
    "name": "captureBy",
    "type": "uint40"
   },
   {
    "internalType": "uint40",
    "name": "refundBy",
    "type": "uint40"
   }
  ],
  "name": "TimesInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint8",
    "name": "found",
    "type": "uint8"
   },
   {
    "internalType": "uint8",
    "name": "claimed",
    "type": "uint8"
   }
  ],
  "name": "TokenDecimalsDiffer",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "TokenNotListed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "TokenTermsInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "from",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "TooEarly",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "asked",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "moved",
    "type": "uint256"
   }
  ],
  "name": "TransferInexact",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "CloneArgumentsTooLong",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "Create2EmptyBytecode",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "x",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "y",
    "type": "bytes32"
   }
  ],
  "name": "PasskeyInvalid",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "EvidenceMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channelId",
    "type": "bytes32"
   },
   {
    "internalType": "address",
    "name": "receiverAuthorizer",
    "type": "address"
   }
  ],
  "name": "NotChargingChannel",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "version",
    "type": "uint32"
   },
   {
    "internalType": "uint8",
    "name": "compatibility",
    "type": "uint8"
   }
  ],
  "name": "CompatibilityInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   }
  ],
  "name": "DocumentMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "ExchangeKeyMissing",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint8",
    "name": "kind",
    "type": "uint8"
   }
  ],
  "name": "FaultKindUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "validTo",
    "type": "uint64"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "GrantExpired",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "group",
    "type": "uint8"
   },
   {
    "internalType": "uint32",
    "name": "participant",
    "type": "uint32"
   }
  ],
  "name": "GrantUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "dataset",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "schemaHash",
    "type": "bytes32"
   }
  ],
  "name": "SchemaUnchanged",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "position",
    "type": "uint256"
   }
  ],
  "name": "UrlMalformed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "length",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "most",
    "type": "uint256"
   }
  ],
  "name": "UrlTooLong",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "LastPasskey",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "x",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "y",
    "type": "bytes32"
   }
  ],
  "name": "PasskeyKnown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "validBefore",
    "type": "uint40"
   },
   {
    "internalType": "uint256",
    "name": "time",
    "type": "uint256"
   }
  ],
  "name": "PasskeySignatureExpired",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "PasskeySignatureInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "x",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "y",
    "type": "bytes32"
   }
  ],
  "name": "PasskeyUnknown",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "most",
    "type": "uint256"
   }
  ],
  "name": "TooManyPasskeys",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "AmountInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   }
  ],
  "name": "AuthorizationNotSigned",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "found",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "expected",
    "type": "address"
   }
  ],
  "name": "AuthorizersDiffer",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ChannelTermsInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint128",
    "name": "totalClaimed",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "balance",
    "type": "uint128"
   }
  ],
  "name": "ClaimExceedsBalance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint128",
    "name": "totalClaimed",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "maxClaimableAmount",
    "type": "uint128"
   }
  ],
  "name": "ClaimExceedsVoucher",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "most",
    "type": "uint128"
   }
  ],
  "name": "DepositTooLarge",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   }
  ],
  "name": "NoWithdrawalPending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotAdministrator",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotPayerSide",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotReceiverSide",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "found",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "expected",
    "type": "uint256"
   }
  ],
  "name": "RefundNonceDiffers",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "moved",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "expected",
    "type": "uint256"
   }
  ],
  "name": "TokenMovedOtherwise",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint128",
    "name": "maxClaimableAmount",
    "type": "uint128"
   }
  ],
  "name": "VoucherNotSigned",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "withdrawDelay",
    "type": "uint40"
   },
   {
    "internalType": "uint40",
    "name": "least",
    "type": "uint40"
   },
   {
    "internalType": "uint40",
    "name": "most",
    "type": "uint40"
   }
  ],
  "name": "WithdrawDelayInvalid",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint128",
    "name": "amount",
    "type": "uint128"
   },
   {
    "internalType": "uint128",
    "name": "rest",
    "type": "uint128"
   }
  ],
  "name": "WithdrawalExceedsRest",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint40",
    "name": "initiatedAt",
    "type": "uint40"
   }
  ],
  "name": "WithdrawalPending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "channel",
    "type": "bytes32"
   },
   {
    "internalType": "uint256",
    "name": "payableAt",
    "type": "uint256"
   }
  ],
  "name": "WithdrawalTooEarly",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotChannels",
  "type": "error"
 }
] as const;
