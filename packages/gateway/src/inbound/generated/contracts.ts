// Made by scripts/generate-abi.ts from the contracts; do not edit.
export const tokenLock = {
 "abi": [
  {
   "inputs": [
    {
     "internalType": "contract IERC20",
     "name": "token_",
     "type": "address"
    },
    {
     "internalType": "address",
     "name": "operator_",
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
     "name": "id",
     "type": "bytes32"
    }
   ],
   "name": "AlreadyReleased",
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
   "name": "NotOperator",
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
     "internalType": "uint256",
     "name": "received",
     "type": "uint256"
    },
    {
     "internalType": "uint256",
     "name": "amount",
     "type": "uint256"
    }
   ],
   "name": "ShortReceipt",
   "type": "error"
  },
  {
   "inputs": [],
   "name": "ZeroAddress",
   "type": "error"
  },
  {
   "inputs": [],
   "name": "ZeroAmount",
   "type": "error"
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
     "name": "amount",
     "type": "uint256"
    }
   ],
   "name": "Locked",
   "type": "event"
  },
  {
   "anonymous": false,
   "inputs": [
    {
     "indexed": true,
     "internalType": "address",
     "name": "operator",
     "type": "address"
    }
   ],
   "name": "OperatorChanged",
   "type": "event"
  },
  {
   "anonymous": false,
   "inputs": [
    {
     "indexed": true,
     "internalType": "bytes32",
     "name": "id",
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
   "name": "Released",
   "type": "event"
  },
  {
   "inputs": [
    {
     "internalType": "address",
     "name": "to",
     "type": "address"
    }
   ],
   "name": "changeOperator",
   "outputs": [],
   "stateMutability": "nonpayable",
   "type": "function"
  },
  {
   "inputs": [
    {
     "internalType": "uint256",
     "name": "amount",
     "type": "uint256"
    },
    {
     "internalType": "address",
     "name": "to",
     "type": "address"
    }
   ],
   "name": "lock",
   "outputs": [],
   "stateMutability": "nonpayable",
   "type": "function"
  },
  {
   "inputs": [],
   "name": "operator",
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
     "name": "id",
     "type": "bytes32"
    },
    {
     "internalType": "address",
     "name": "to",
     "type": "address"
    },
    {
     "internalType": "uint256",
     "name": "amount",
     "type": "uint256"
    }
   ],
   "name": "release",
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
   "name": "released",
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
   "name": "token",
   "outputs": [
    {
     "internalType": "contract IERC20",
     "name": "",
     "type": "address"
    }
   ],
   "stateMutability": "view",
   "type": "function"
  }
 ],
 "bytecode": "0x60a0346100ea57601f6106f838819003918201601f19168301916001600160401b038311848410176100ee5780849260409485528339810103126100ea5780516001600160a01b038116918282036100ea57602001516001600160a01b03811692908390036100ea571580156100e2575b6100d3576080525f80546001600160a01b0319168217815560405191907f4721129e0e676ed6a92909bb24e853ccdd63ad72280cc2e974e38e480e0e6e549080a26105f590816101038239608051818181607a0152818161013401526102940152f35b63d92e233d60e01b5f5260045ffd5b508115610070565b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe60806040526004361015610011575f80fd5b5f3560e01c806306394c9b146104dc578063570ca735146104b757806366dfbfb414610260578063a6d68ecd14610231578063f5b16b84146100a25763fc0c546a1461005b575f80fd5b3461009e575f36600319011261009e5760206040516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168152f35b5f80fd5b3461009e57606036600319011261009e576004356100be61055d565b90604435916100cb6105a9565b815f52600160205260ff60405f2054166102055782156101dd576001600160a01b0390825f52600160205260405f20600160ff198254161790551680917fc8fa66dff4b9073528c3f1bf21a8dc9a18fdf09847e88e96188bc953aef519f06020604051868152a37f000000000000000000000000000000000000000000000000000000000000000091604051917fa9059cbb000000000000000000000000000000000000000000000000000000005f5260045260245260205f60448180865af19060015f51148216156101bd575b50156101a157005b6001600160a01b0390635274afe760e01b5f521660045260245ffd5b60018215166101d55750813b15153d15161682610199565b3d5f823e3d90fd5b7f1f2a2005000000000000000000000000000000000000000000000000000000005f5260045ffd5b507f3da4d471000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b3461009e57602036600319011261009e576004355f526001602052602060ff60405f2054166040519015158152f35b3461009e57604036600319011261009e5760043561027c61055d565b81156101dd576001600160a01b031690811561048f577f00000000000000000000000000000000000000000000000000000000000000006001600160a01b038116604051906370a0823160e01b8252306004830152602082602481845afa91821561041f575f9261045b575b50604051927f23b872dd000000000000000000000000000000000000000000000000000000005f5233600452306024528460445260205f60648180855af19060015f511482161561043c575b50836040525f6060521561042a57826024816020936370a0823160e01b82523060048301525afa91821561041f575f926103eb575b5081039081116103d7578181036103a957506040519081527f989eaa915cbb416ea3d6f9a63b1a3de51770c7674b11fe21ecdf76b4e1d1391060203392a3005b7f80553af3000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b634e487b7160e01b5f52601160045260245ffd5b9091506020813d602011610417575b8161040760209383610573565b8101031261009e57519084610369565b3d91506103fa565b6040513d5f823e3d90fd5b635274afe760e01b5f5260045260245ffd5b6001821516610452573b15153d15161686610334565b843d5f823e3d90fd5b9091506020813d602011610487575b8161047760209383610573565b8101031261009e575190856102e8565b3d915061046a565b7fd92e233d000000000000000000000000000000000000000000000000000000005f5260045ffd5b3461009e575f36600319011261009e5760206001600160a01b035f5416604051908152f35b3461009e57602036600319011261009e576004356001600160a01b03811680910361009e576105096105a9565b801561048f57807fffffffffffffffffffffffff00000000000000000000000000000000000000005f5416175f557f4721129e0e676ed6a92909bb24e853ccdd63ad72280cc2e974e38e480e0e6e545f80a2005b602435906001600160a01b038216820361009e57565b90601f8019910116810190811067ffffffffffffffff82111761059557604052565b634e487b7160e01b5f52604160045260245ffd5b6001600160a01b035f541633036105bc57565b7f76c6c93a000000000000000000000000000000000000000000000000000000005f523360045260245ffdfea164736f6c6343000822000a"
} as const;
export const foreignTenge = {
 "abi": [
  {
   "inputs": [],
   "stateMutability": "nonpayable",
   "type": "constructor"
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
   "inputs": [
    {
     "internalType": "address",
     "name": "to",
     "type": "address"
    },
    {
     "internalType": "uint256",
     "name": "amount",
     "type": "uint256"
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
  }
 ],
 "bytecode": "0x60806040523461032d57604080519081016001600160401b03811182821017610235576040908152600d82526c466f726569676e2054656e676560981b602083015280519081016001600160401b038111828210176102355760405260048152631992d69560e21b602082015281516001600160401b03811161023557600354600181811c91168015610323575b602082101461021757601f81116102b5575b50602092601f821160011461025457928192935f92610249575b50508160011b915f199060031b1c1916176003555b80516001600160401b03811161023557600454600181811c9116801561022b575b602082101461021757601f81116101a9575b50602091601f8211600114610149579181925f9261013e575b50508160011b915f199060031b1c1916176004555b60405161071890816103328239f35b015190505f8061011a565b601f1982169260045f52805f20915f5b85811061019157508360019510610179575b505050811b0160045561012f565b01515f1960f88460031b161c191690555f808061016b565b91926020600181928685015181550194019201610159565b818111156101015760045f52601f820160051c7f8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b6020841061020f575b81601f9101920160051c03905f5b828110610202575050610101565b5f828201556001016101f4565b5f91506101e6565b634e487b7160e01b5f52602260045260245ffd5b90607f16906100ef565b634e487b7160e01b5f52604160045260245ffd5b015190505f806100b9565b601f1982169360035f52805f20915f5b86811061029d5750836001959610610285575b505050811b016003556100ce565b01515f1960f88460031b161c191690555f8080610277565b91926020600181928685015181550194019201610264565b8181111561009f5760035f52601f820160051c7fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b6020841061031b575b81601f9101920160051c03905f5b82811061030e57505061009f565b5f82820155600101610300565b5f91506102f2565b90607f169061008d565b5f80fdfe6080806040526004361015610012575f80fd5b5f3560e01c90816306fdde031461050a57508063095ea7b31461048857806318160ddd1461046b57806323b872dd1461033b578063313ce5671461032057806340c10f191461026557806370a082311461022e57806395d89b4114610113578063a9059cbb146100e25763dd62ed3e1461008a575f80fd5b346100de5760403660031901126100de576100a3610603565b6001600160a01b036100b3610619565b91165f5260016020526001600160a01b0360405f2091165f52602052602060405f2054604051908152f35b5f80fd5b346100de5760403660031901126100de576101086100fe610603565b602435903361062f565b602060405160018152f35b346100de575f3660031901126100de576040515f6004548060011c90600181168015610224575b602083108114610210578285529081156101f4575060011461019f575b50819003601f01601f191681019067ffffffffffffffff82118183101761018b57610187829182604052826105d9565b0390f35b634e487b7160e01b5f52604160045260245ffd5b905060045f527f8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b5f905b8282106101de57506020915082010182610157565b60018160209254838588010152019101906101c9565b90506020925060ff191682840152151560051b82010182610157565b634e487b7160e01b5f52602260045260245ffd5b91607f169161013a565b346100de5760203660031901126100de576001600160a01b0361024f610603565b165f525f602052602060405f2054604051908152f35b346100de5760403660031901126100de5761027e610603565b6001600160a01b031660243581156102f457600254908082018092116102e05760207fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef915f9360025584845283825260408420818154019055604051908152a3005b634e487b7160e01b5f52601160045260245ffd5b7fec442f05000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b346100de575f3660031901126100de57602060405160068152f35b346100de5760603660031901126100de57610354610603565b61035c610619565b604435906001600160a01b03831692835f52600160205260405f206001600160a01b0333165f5260205260405f20545f19811061039f575b50610108935061062f565b83811061043757841561040b5733156103df57610108945f52600160205260405f206001600160a01b0333165f526020528360405f209103905584610394565b7f94280d62000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b7fe602df05000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b83907ffb8f41b2000000000000000000000000000000000000000000000000000000005f523360045260245260445260645ffd5b346100de575f3660031901126100de576020600254604051908152f35b346100de5760403660031901126100de576104a1610603565b60243590331561040b576001600160a01b03169081156103df57335f52600160205260405f20825f526020528060405f20556040519081527f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b92560203392a3602060405160018152f35b346100de575f3660031901126100de575f6003548060011c906001811680156105cf575b602083108114610210578285529081156101f4575060011461057a5750819003601f01601f191681019067ffffffffffffffff82118183101761018b57610187829182604052826105d9565b905060035f527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b5f905b8282106105b957506020915082010182610157565b60018160209254838588010152019101906105a4565b91607f169161052e565b602060409281835280519182918282860152018484015e5f828201840152601f01601f1916010190565b600435906001600160a01b03821682036100de57565b602435906001600160a01b03821682036100de57565b6001600160a01b03169081156106df576001600160a01b03169182156102f457815f525f60205260405f20548181106106ad57817fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef92602092855f525f84520360405f2055845f525f825260405f20818154019055604051908152a3565b827fe450d38c000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b7f96c6fd1e000000000000000000000000000000000000000000000000000000005f525f60045260245ffdfea164736f6c6343000822000a"
} as const;
