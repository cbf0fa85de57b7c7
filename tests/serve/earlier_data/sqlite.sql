BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0008');
CREATE TABLE allowances (
	right_holder_id VARCHAR(34) NOT NULL, 
	agency_id VARCHAR(34) NOT NULL, 
	CONSTRAINT pk_allowances PRIMARY KEY (right_holder_id, agency_id), 
	CONSTRAINT fk_allowances_right_holder_id_organisations FOREIGN KEY(right_holder_id) REFERENCES organisations (id), 
	CONSTRAINT fk_allowances_agency_id_organisations FOREIGN KEY(agency_id) REFERENCES organisations (id)
);
CREATE TABLE api_tokens (
	id VARCHAR(34) NOT NULL, 
	person_id VARCHAR(34) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	label VARCHAR(120) NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_on DATETIME, 
	CONSTRAINT pk_api_tokens PRIMARY KEY (id), 
	CONSTRAINT uq_api_tokens_sha256 UNIQUE (sha256), 
	CONSTRAINT fk_api_tokens_person_id_people FOREIGN KEY(person_id) REFERENCES people (id)
);
INSERT INTO "api_tokens" VALUES('t-c007ccc9e00a11e065d1fd7e6d50f00c','u-edffdc8d10d271a686f2c8366c3eb4d1','f02d025db3359dec375a08daa2513d10066c55fbfe60ec8a2636e77dda208967','tests','2026-11-26 17:17:53.851122','2026-11-26 00:00:00.000000');
INSERT INTO "api_tokens" VALUES('t-c6b424bba2f493df241b188c48581ddb','u-e0c85e1bfb43ec3d32463f2330ef1ddf','62ee516204f19ce17659d6dc779be4870a75f82b7a1ebdc3716193914b7ccdb6','tests','2026-11-26 17:17:54.332841',NULL);
INSERT INTO "api_tokens" VALUES('t-ae08335255881721c612c204b1967f7c','u-bb29f287c47fcc589bff94693f7bdcf5','98c8b1714a44b9fd8dee556e35edc47c8f51a37b84471f8d7620fcedabb95596','tests','2026-11-26 17:17:54.643763','2026-11-26 00:00:00.000000');
CREATE TABLE audit_events (
	number INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	actor VARCHAR(64) NOT NULL, 
	action VARCHAR(64) NOT NULL, 
	subject VARCHAR(64) NOT NULL, 
	details TEXT NOT NULL, 
	previous VARCHAR(64) NOT NULL, 
	digest VARCHAR(64) NOT NULL, "key" VARCHAR(16), signature VARCHAR(128), 
	CONSTRAINT pk_audit_events PRIMARY KEY (number)
);
INSERT INTO "audit_events" VALUES(1,'2026-11-26T17:17:53.826658+00:00','command-line','organisation:create','o-d1aee1e80095e6095307e70493a53d11','{"kind":"agency","sha256":"efe7ea8da7985f04a49f5584aca2e57690d693230d3a94fd17049d2935a4cf3b"}','0000000000000000000000000000000000000000000000000000000000000000','228932bf4b1d10e885f6fb7eaf01462a18bc3e120947291b42e3e37647cae80d','8ddfb5bdfe287e37','ed3e60fe0f1299c6ef5dc7c87f0cfef10944afce745698da849e1e2757792bc9448a53ebc483d6e6cd55f52da8fe66ba80174ac9e0a5dc00329de78ebc96b600');
INSERT INTO "audit_events" VALUES(2,'2026-11-26T17:17:53.831409+00:00','command-line','organisation:create','o-b660144886e2039930b27281f83bee1f','{"kind":"agency","sha256":"abb2c86cca9f04d1311c7fe425c47bd83d3dd55850985fb8a551c6b730ede172"}','228932bf4b1d10e885f6fb7eaf01462a18bc3e120947291b42e3e37647cae80d','a2ab8a98b6d12f4939e88b4e22dc0650ce94541a30d12857b88a8696e8df4343','8ddfb5bdfe287e37','d114f1c4d69d97df2237d5ab12ce43ef5ec56535a282702b430627faa0f747e0efa7d4f836caa7a567c914bb0a39fe269c6f576a70ce2308ed89995c9ebd8806');
INSERT INTO "audit_events" VALUES(3,'2026-11-26T17:17:53.837302+00:00','command-line','organisation:create','o-108c56a0f9cdef5b1f7b042718cdb52f','{"kind":"right_holder","sha256":"b2030c518e68b2456f26689e8b6abdc676c45e84785153ae8895f03f6ffb767f"}','a2ab8a98b6d12f4939e88b4e22dc0650ce94541a30d12857b88a8696e8df4343','ae99eb8c831f832ae2fbe11da5e3ed5b108f4c7a15be4b7423d6b5990deb8b88','8ddfb5bdfe287e37','ae9f6df1a299d4873cdbcfd383e8e0c22d7766a165a6aa23c2e8a13e25e596679ae3de16ffb0872e332c8aff09bb58915a3c1af12f6adc9ced33b6b2c2a88903');
INSERT INTO "audit_events" VALUES(4,'2026-11-26T17:17:53.842324+00:00','command-line','organisation:create','o-f52638fb4a2c1fb5c97c56bc2ec432ee','{"kind":"operator","sha256":"dcae4afdb67e3b2fc12afa9f13afd63fdff2ab58861254430ab2917984f8e7e8"}','ae99eb8c831f832ae2fbe11da5e3ed5b108f4c7a15be4b7423d6b5990deb8b88','58060bfe01df71c767c39dda7f04af69177b5469088489617767876bd714a4e2','8ddfb5bdfe287e37','6d5a2d49613a61d5ddc8150331337185f9b487a9eccec7037cdc53fee38678b485e6b65b254755c97c623a8b987a7cf9934ce229c8bc45d87406cb37381cfd0b');
INSERT INTO "audit_events" VALUES(5,'2026-11-26T17:17:53.845429+00:00','command-line','person:view','command-line','{"people":0}','58060bfe01df71c767c39dda7f04af69177b5469088489617767876bd714a4e2','b2e526773c818547c67db2a421931890434fbc3c18dc2f38df878d5f0b6a2a70','8ddfb5bdfe287e37','9eaf40e45b80a9f9665e17233986f8ea157a4feae84774666b6a6d84068ccdcc819dd0f72e3b794c84808dffad8a72e92ee19296340374f7870ecfa3bed8d208');
INSERT INTO "audit_events" VALUES(6,'2026-11-26T17:17:53.848176+00:00','command-line','person:create','u-edffdc8d10d271a686f2c8366c3eb4d1','{"organisation":"o-d1aee1e80095e6095307e70493a53d11","role":"officer","sha256":"284390c23ba0137867c0092b059329bdfadf312686e1411f87ce438ffe5b6875"}','b2e526773c818547c67db2a421931890434fbc3c18dc2f38df878d5f0b6a2a70','2d0ec6b599fdfe6cbbfca042696a53b15ca4f47db2473787337a08cc650ed8e6','8ddfb5bdfe287e37','c2faed4cea21f0f8d75995781cfb8e41d0532e4904f83355fa2ec48d2cb5803edc6fc7881c8de3c38abfd13dc90038252557961df219ad8f7bf1889dd5a9b30e');
INSERT INTO "audit_events" VALUES(7,'2026-11-26T17:17:53.852153+00:00','u-edffdc8d10d271a686f2c8366c3eb4d1','token:create','t-c007ccc9e00a11e065d1fd7e6d50f00c','{"sha256":"0909208db563b04946ee5716c5964ff58a5fcc4fb10c219fb89505c4f238a098"}','2d0ec6b599fdfe6cbbfca042696a53b15ca4f47db2473787337a08cc650ed8e6','a0e7a0a493af2c2b1b73f84c92e8b43c2ff954ac94a178b98fbd4731cc43f64c','8ddfb5bdfe287e37','59d8d00820ad6cc084ceda6ac7c0fa8cea7d6a138434a4aef9f83230abd52c0bf813c14624d5cf4f1a25cbf41ad434c2f03c6133e210781cdd5ca83e2d5e6d00');
INSERT INTO "audit_events" VALUES(8,'2026-11-26T17:17:54.320778+00:00','u-edffdc8d10d271a686f2c8366c3eb4d1','examination:create','e-6b437ebd371d47d60e60c2dc50d201d7','{"asked":"{\"prior\": null, \"product\": \"box\", \"views\": []}","at":"2026-11-26T17:17:54.316818+00:00","by":"u-edffdc8d10d271a686f2c8366c3eb4d1","case":null,"item":null,"organisation":"o-d1aee1e80095e6095307e70493a53d11","photos":[{"media_type":"image/jpeg","sha256":"e2cc5f6d9e7bf3e6ec0c4d519d072356f1970b6e0847c08cbad72b5ed2bf4313","size":38448}],"release":"r-431a2500db8dc7b4","restricted":"4ace0bb735605ea3eb671c4067e81db3785b0b5e382affd8500255ef879a4dc7","right_holder":"acme","verdict_hmac":"ee461bba077c3195ab401b6bc9bf87429f7f2a89a1d4b063e7b7ba1bcd3603a2"}','a0e7a0a493af2c2b1b73f84c92e8b43c2ff954ac94a178b98fbd4731cc43f64c','3f327ea07c9bf71ddf3806ef909094750d0b07a948366ba8d3158654097b57d5','8ddfb5bdfe287e37','ae2879eda7228d1540a1d4e68348735db5c9b6b6a5ce1f15d7569c0c66dc03ed4bf1123b8109464371dc507314bac3376d24c7ae8d67cd1ad5b66b24bb5ccd01');
INSERT INTO "audit_events" VALUES(9,'2026-11-26T17:17:54.327397+00:00','command-line','person:view','command-line','{"people":1}','3f327ea07c9bf71ddf3806ef909094750d0b07a948366ba8d3158654097b57d5','5bd6acaa0ee1d8cba7dbd2aa3fab1c6e53503bd0c1e6411be52139b5dfc803e2','8ddfb5bdfe287e37','c5307ab67c78cb08ba7f3d4e63ad2a501c9b2f8afb1715980f53132ab1fcaff25fc3d2a7f904b256c17ffb9c3c564efc61a72bdacdcf9e73f77f784160a0a10f');
INSERT INTO "audit_events" VALUES(10,'2026-11-26T17:17:54.330195+00:00','command-line','person:create','u-e0c85e1bfb43ec3d32463f2330ef1ddf','{"organisation":"o-d1aee1e80095e6095307e70493a53d11","role":"senior_officer","sha256":"e02f163446552b70b246fb8e8daa6d0cf3a2e0ab8b681b0ce36d3edaf711159c"}','5bd6acaa0ee1d8cba7dbd2aa3fab1c6e53503bd0c1e6411be52139b5dfc803e2','fefd147e3a293af95a3cd862049fdab741491eca2db645f9b212acc6d8fbe8aa','8ddfb5bdfe287e37','eccd53d3c752fee983586a9a9976e610ee725478ff23d5ec44a6ff9e5ceedbafc962787b76497c52ef0be821b1bdd210c24d6152c317b17836afec48746fee07');
INSERT INTO "audit_events" VALUES(11,'2026-11-26T17:17:54.333270+00:00','u-e0c85e1bfb43ec3d32463f2330ef1ddf','token:create','t-c6b424bba2f493df241b188c48581ddb','{"sha256":"3af73b31dfb4437727492e8c054bd132563307cc03d9618d4f61246f5b22ed8d"}','fefd147e3a293af95a3cd862049fdab741491eca2db645f9b212acc6d8fbe8aa','a639310ea32af92e8034a17b74461f542b356fed9aa16a0ddfb28f3c351378f7','8ddfb5bdfe287e37','2bea38117bd5008e8acbdf0d33ebd36e2b56ea8eb29435128b557451e647e27368c76771a23412c932b90620822bbca495591092eaf8a8e30d201beb5f08880d');
INSERT INTO "audit_events" VALUES(12,'2026-11-26T17:17:54.381691+00:00','u-edffdc8d10d271a686f2c8366c3eb4d1','case:create','c-50c6ab05edc40381f18a361b659c3707','{"case":"c-50c6ab05edc40381f18a361b659c3707","sha256":"29829ccd328604ecc803cbe0e78abab114c95646f0816b499769eb99b74811c6"}','a639310ea32af92e8034a17b74461f542b356fed9aa16a0ddfb28f3c351378f7','87afb545fe2a7e9652fe1c22c89f98abc4621cbfa72166185974af7b39d0e717','8ddfb5bdfe287e37','50a9a2131f7f9c92cfefbe5f6aece7386a10a4f2af4e4ca7e16a696b6186e60229fe0b8f7ec3fc6c6a7143a8785d3438228dec76efb9ab42f62e428876a9310d');
INSERT INTO "audit_events" VALUES(13,'2026-11-26T17:17:54.390738+00:00','u-edffdc8d10d271a686f2c8366c3eb4d1','item:create','i-3e2c14f47f516489e3746f483ead9d6d','{"case":"c-50c6ab05edc40381f18a361b659c3707","sha256":"3764d8165d4d6e6915e30f4abbd517e0e00ed94f759d9aeecb415d2cb79d2dcb"}','87afb545fe2a7e9652fe1c22c89f98abc4621cbfa72166185974af7b39d0e717','f3c8ff055ddb7db8629a3b8f43441551a2ddcf07a53f5a1205934cff4a0481ae','8ddfb5bdfe287e37','479c4764e8ba10639cd6cf6ada9637470ab022411f53ca6e6aff4c0a166b48b7afb53606321e6575b4974cc0f4f1269adeacb6b75ff205a21706fedb6480070e');
INSERT INTO "audit_events" VALUES(14,'2026-11-26T17:17:54.565900+00:00','u-edffdc8d10d271a686f2c8366c3eb4d1','examination:create','e-a9e752b97725b119c3a7f19c9e86bd1b','{"asked":"{\"prior\": null, \"product\": \"box\", \"views\": []}","at":"2026-11-26T17:17:54.560678+00:00","by":"u-edffdc8d10d271a686f2c8366c3eb4d1","case":"c-50c6ab05edc40381f18a361b659c3707","item":"i-3e2c14f47f516489e3746f483ead9d6d","organisation":"o-d1aee1e80095e6095307e70493a53d11","photos":[{"media_type":"image/jpeg","sha256":"4214e5622c13ec5ec316b236643be8832efb9f2b44bbf74652155156e3c9a771","size":37832}],"release":"r-431a2500db8dc7b4","restricted":"13da7a3c12ace0d4163463d2290f31f932293c8510eb4c5d77b94880fab6432d","right_holder":"acme","verdict_hmac":"b250f2358f653248fe41c0d96d1491d2369d82501dbf9925761c1f6d56bc26bb"}','f3c8ff055ddb7db8629a3b8f43441551a2ddcf07a53f5a1205934cff4a0481ae','80f6f538887b2ddf52adfeaab8af587507fe1c87b6644ec9b362174cef196bdb','8ddfb5bdfe287e37','ae15b40ee74a0814afd1089e6a44a28e97fbe65facd3692e9253505e41b408658642ee5483e8e5d59e8e6ddc3f81a3fb5a535da34158f1a8752a3c7290082801');
INSERT INTO "audit_events" VALUES(15,'2026-11-26T17:17:54.580071+00:00','u-edffdc8d10d271a686f2c8366c3eb4d1','case:view','c-50c6ab05edc40381f18a361b659c3707','{"case":"c-50c6ab05edc40381f18a361b659c3707"}','80f6f538887b2ddf52adfeaab8af587507fe1c87b6644ec9b362174cef196bdb','2f46be6f8401e50057ce23c4b274e6a6a6bcc6d7966a84d2327b9da1a703c9ff','8ddfb5bdfe287e37','721ad676eacfb1d7ab19bb1e7a01ff662e276188d3b1d11226fcf20d3aa7232124ffe2841739affe93ea0841c63df8c1c86210fa278b212254f376a4d755960d');
INSERT INTO "audit_events" VALUES(16,'2026-11-26T17:17:54.589859+00:00','u-edffdc8d10d271a686f2c8366c3eb4d1','opinion:ask','p-65ac5dc734755198fa7076a94189fe79','{"case":"c-50c6ab05edc40381f18a361b659c3707","sha256":"f64e13438f39af906dd1f3e0620e232b6eedcd2968120694fd94820a1e77f81c"}','2f46be6f8401e50057ce23c4b274e6a6a6bcc6d7966a84d2327b9da1a703c9ff','692ce812b665a3e0aa35f39a032c163ca0132973c558aef5303a297c57b76edf','8ddfb5bdfe287e37','18a0e255a9434a617e28746d2d5810c4ffdb5cf2157ba1225b386000b12c3f79b7a858152fc7d0ae08ce7dedba9a69890204bc4fd88c611ee8b7f5b0e4775809');
INSERT INTO "audit_events" VALUES(17,'2026-11-26T17:17:54.629522+00:00','u-edffdc8d10d271a686f2c8366c3eb4d1','enquiry:create','q-2ec8560143fa8a26392c4b73909bac0b','{"case":"c-50c6ab05edc40381f18a361b659c3707","enquiry_sha256":"d793dd137bb2ce5b1fc9510ebfa3ea87d1c2dedcce8bd8c9eecc442d53ef1f1e","item":"i-3e2c14f47f516489e3746f483ead9d6d"}','692ce812b665a3e0aa35f39a032c163ca0132973c558aef5303a297c57b76edf','380b9bba2ab587192388b31a73b3acfa197c34d8b4d8aeb292df15a9ac2196f9','8ddfb5bdfe287e37','365807d672865a7f3809d088e6ffb4e55e54c8ccaaa6f980d7f3c9cbcd48a55d5ce5d82aab84cb0f2cc02728ad363a16fd1cf51b46cb38c18e7d98b19435a504');
INSERT INTO "audit_events" VALUES(18,'2026-11-26T17:17:54.640902+00:00','command-line','person:view','command-line','{"people":2}','380b9bba2ab587192388b31a73b3acfa197c34d8b4d8aeb292df15a9ac2196f9','ef447e93c35fc3a32d5584792bd8da9aeefec81042281362b6e30cdbee6035a1','8ddfb5bdfe287e37','54537d6f5cf173f78bca61e40346642d2b38eda2c797fa046c4f6c6027ffe3c49806edea4e6e95f0d6c6dd36e0090cd89aa1624a59b0d3db9ac75a622e9c2305');
INSERT INTO "audit_events" VALUES(19,'2026-11-26T17:17:54.642658+00:00','command-line','person:create','u-bb29f287c47fcc589bff94693f7bdcf5','{"organisation":"o-108c56a0f9cdef5b1f7b042718cdb52f","role":"reviewer","sha256":"b145f7b1bc5a148bd84bef414bea829623b21df7b8f8180a27e24c1bffa94fb4"}','ef447e93c35fc3a32d5584792bd8da9aeefec81042281362b6e30cdbee6035a1','687b98d4a33b4335ef4f23d1775b09c4084a9fac59afe7436cfbc5ac081247a4','8ddfb5bdfe287e37','a44b339f32307ec3aea29ccb124b3bd90995b2bc753b097c81af51b66e5ece1b6b35b9b2435e232fb0b5256f583840bb075c52382a6c3d607c26465631666504');
INSERT INTO "audit_events" VALUES(20,'2026-11-26T17:17:54.644110+00:00','u-bb29f287c47fcc589bff94693f7bdcf5','token:create','t-ae08335255881721c612c204b1967f7c','{"sha256":"4a142eb17b06c2499605d8495a8f4e1ee8930def27e9e66d474f3846f204813a"}','687b98d4a33b4335ef4f23d1775b09c4084a9fac59afe7436cfbc5ac081247a4','a48630751b11794bc780a1a12519147c107e48adb6ee762b1562891b3307e88a','8ddfb5bdfe287e37','a5c099c72fe2e03207d9c086a81b43e5f4ccc2051bdd0a70ffdd6740a7f5a7b692e583bd900de352cef09992e71f43f71107070771e262930f9e4932ef0bf70c');
INSERT INTO "audit_events" VALUES(21,'2026-11-26T17:17:54.661382+00:00','u-bb29f287c47fcc589bff94693f7bdcf5','enquiry:answer','q-2ec8560143fa8a26392c4b73909bac0b','{"contributions":{"b-87b4d52d5faa7df35644100b89ea4693":"da6d8303b7d34730444bb05eb7f5d574f99be9e55c98286519542aa93b921a85"},"enquiry":"q-2ec8560143fa8a26392c4b73909bac0b","enquiry_sha256":"cca7b91c74649519a91067ac84502b8507889d88211d709021538e0f9abed47c","sha256":"b3363e5fc65c1affe06fdd1cb390ce34f8c1a930b27830b372b56209fa58893a"}','a48630751b11794bc780a1a12519147c107e48adb6ee762b1562891b3307e88a','2509794a0f1a80f3dfd9e817a41d9685c1842ac5c2b2a506726148fde2869942','8ddfb5bdfe287e37','d816c9c2f656cf86e89a841ac7d490aa6e7b669ad9fe4ea930193d6b4ecb30003aa0a9077d590e3cb4b96abb403e170c9a6b808c57abdf87513e64efd9827707');
INSERT INTO "audit_events" VALUES(22,'2026-11-26T17:17:54.672891+00:00','u-edffdc8d10d271a686f2c8366c3eb4d1','conclusion:create','n-95bf06cee56190f0792465fbb72f0f31','{"case":"c-50c6ab05edc40381f18a361b659c3707","sha256":"7e34a0dc72727d7d52fcb8e856ff216db084ec3054bee871c7dac29f97397a85"}','2509794a0f1a80f3dfd9e817a41d9685c1842ac5c2b2a506726148fde2869942','9c1b0868d88657691529042912536dfab6be533315cdc01edf9d601c4c1b5dbd','8ddfb5bdfe287e37','daa0ef91fba285ddb092dc5274d57c2a9a6e8b3bf08af8d86c4ef3c3aa71b0dd960fc0040e9e3e1dcdf6196693e4285ffdf7153774abf730d44540a4f398ed0f');
INSERT INTO "audit_events" VALUES(23,'2026-11-26T17:17:54.681815+00:00','u-edffdc8d10d271a686f2c8366c3eb4d1','case:close','c-50c6ab05edc40381f18a361b659c3707','{"case":"c-50c6ab05edc40381f18a361b659c3707","sha256":"b36a1bc605760e1bec373003c0eb6c6fb78f46123c2d14fc0c28d80e3f727b22"}','9c1b0868d88657691529042912536dfab6be533315cdc01edf9d601c4c1b5dbd','f60cb24139cf90eaf7fcc4e3ba9645065a8db7fe7cf0210b6f95d94fe6a06380','8ddfb5bdfe287e37','bf3221d6df885737b04d1219020640ffcaa6a1271564c3aca65b8105f03ad198af47f5abae02abab986d0b1e0e63a1f83ac564574a7c96ac105b1836a126f509');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	"key" VARCHAR(16) NOT NULL, 
	signature VARCHAR(128) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id)
);
INSERT INTO "audit_head" VALUES(1,23,'f60cb24139cf90eaf7fcc4e3ba9645065a8db7fe7cf0210b6f95d94fe6a06380','8ddfb5bdfe287e37','bf3221d6df885737b04d1219020640ffcaa6a1271564c3aca65b8105f03ad198af47f5abae02abab986d0b1e0e63a1f83ac564574a7c96ac105b1836a126f509');
CREATE TABLE case_counters (
	organisation_id VARCHAR(34) NOT NULL, 
	year INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	CONSTRAINT pk_case_counters PRIMARY KEY (organisation_id, year), 
	CONSTRAINT fk_case_counters_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id)
);
INSERT INTO "case_counters" VALUES('o-d1aee1e80095e6095307e70493a53d11',2026,1);
CREATE TABLE case_items (
	id VARCHAR(34) NOT NULL, 
	organisation_id VARCHAR(34) NOT NULL, 
	case_id VARCHAR(34) NOT NULL, 
	position INTEGER NOT NULL, 
	description VARCHAR(300) NOT NULL, 
	product_id TEXT, 
	added_by VARCHAR(34) NOT NULL, 
	added_at DATETIME NOT NULL, 
	CONSTRAINT pk_case_items PRIMARY KEY (id), 
	CONSTRAINT uq_case_items_position UNIQUE (case_id, position), 
	CONSTRAINT fk_case_items_case_id_cases FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_items_added_by_people FOREIGN KEY(added_by) REFERENCES people (id), 
	CONSTRAINT fk_case_items_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id)
);
INSERT INTO "case_items" VALUES('i-3e2c14f47f516489e3746f483ead9d6d','o-d1aee1e80095e6095307e70493a53d11','c-50c6ab05edc40381f18a361b659c3707',1,'carton','box','u-edffdc8d10d271a686f2c8366c3eb4d1','2026-11-26 17:17:54.388155');
CREATE TABLE case_steps (
	case_id VARCHAR(34) NOT NULL, 
	position INTEGER NOT NULL, 
	organisation_id VARCHAR(34) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	reason TEXT NOT NULL, 
	done_by VARCHAR(34) NOT NULL, 
	done_at DATETIME NOT NULL, 
	CONSTRAINT pk_case_steps PRIMARY KEY (case_id, position), 
	CONSTRAINT fk_case_steps_case_id_cases FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_steps_done_by_people FOREIGN KEY(done_by) REFERENCES people (id), 
	CONSTRAINT fk_case_steps_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id)
);
INSERT INTO "case_steps" VALUES('c-50c6ab05edc40381f18a361b659c3707',1,'o-d1aee1e80095e6095307e70493a53d11','close','','u-edffdc8d10d271a686f2c8366c3eb4d1','2026-11-26 17:17:54.677077');
CREATE TABLE case_terms (
	organisation_id VARCHAR(34) NOT NULL, 
	term VARCHAR(200) NOT NULL, 
	opened BIGINT NOT NULL, 
	CONSTRAINT pk_case_terms PRIMARY KEY (organisation_id, term, opened)
)
 WITHOUT ROWID

;
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','0000',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','00000',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','000001',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','1',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','2026',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','4',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','carton',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','conclusion:counterfeit',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','dock',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','n',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','officer:u-edffdc8d10d271a686f2c8366c3eb4d1',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','outcome:suspected_counterfeit',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','product:box',1795713474369285);
INSERT INTO "case_terms" VALUES('o-d1aee1e80095e6095307e70493a53d11','state:closed',1795713474369285);
CREATE TABLE cases (
	id VARCHAR(34) NOT NULL, 
	organisation_id VARCHAR(34) NOT NULL, 
	number VARCHAR(16) NOT NULL, 
	place VARCHAR(100) NOT NULL, 
	lane VARCHAR(100) NOT NULL, 
	declaration VARCHAR(100) NOT NULL, 
	notes TEXT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	opened_by VARCHAR(34) NOT NULL, 
	opened_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	closed_by VARCHAR(34), 
	closed_at DATETIME, 
	hold_reason TEXT, 
	hold_since DATETIME, 
	hold_by VARCHAR(34), 
	terms TEXT NOT NULL, 
	item_count INTEGER NOT NULL, 
	CONSTRAINT pk_cases PRIMARY KEY (id), 
	CONSTRAINT uq_cases_number UNIQUE (organisation_id, number), 
	CONSTRAINT uq_cases_opened_at UNIQUE (organisation_id, opened_at), 
	CONSTRAINT fk_cases_opened_by_people FOREIGN KEY(opened_by) REFERENCES people (id), 
	CONSTRAINT fk_cases_closed_by_people FOREIGN KEY(closed_by) REFERENCES people (id), 
	CONSTRAINT fk_cases_hold_by_people FOREIGN KEY(hold_by) REFERENCES people (id), 
	CONSTRAINT fk_cases_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id)
);
INSERT INTO "cases" VALUES('c-50c6ab05edc40381f18a361b659c3707','o-d1aee1e80095e6095307e70493a53d11','2026-000001','Dock 4','','','n','closed','u-edffdc8d10d271a686f2c8366c3eb4d1','2026-11-26 17:17:54.369285','2026-11-26 17:17:54.677077','u-edffdc8d10d271a686f2c8366c3eb4d1','2026-11-26 17:17:54.677077',NULL,NULL,NULL,'0000
00000
000001
1
2026
4
carton
conclusion:counterfeit
dock
n
officer:u-edffdc8d10d271a686f2c8366c3eb4d1
outcome:suspected_counterfeit
product:box
state:closed',1);
CREATE TABLE conclusions (
	id VARCHAR(34) NOT NULL, 
	organisation_id VARCHAR(34) NOT NULL, 
	case_id VARCHAR(34) NOT NULL, 
	item_id VARCHAR(34) NOT NULL, 
	finding VARCHAR(16) NOT NULL, 
	reason TEXT NOT NULL, 
	concluded_by VARCHAR(34) NOT NULL, 
	concluded_at DATETIME NOT NULL, 
	first VARCHAR(16) NOT NULL, 
	examinations TEXT NOT NULL, 
	CONSTRAINT pk_conclusions PRIMARY KEY (id), 
	CONSTRAINT fk_conclusions_case_id_cases FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_conclusions_item_id_case_items FOREIGN KEY(item_id) REFERENCES case_items (id), 
	CONSTRAINT fk_conclusions_concluded_by_people FOREIGN KEY(concluded_by) REFERENCES people (id), 
	CONSTRAINT fk_conclusions_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id)
);
INSERT INTO "conclusions" VALUES('n-95bf06cee56190f0792465fbb72f0f31','o-d1aee1e80095e6095307e70493a53d11','c-50c6ab05edc40381f18a361b659c3707','i-3e2c14f47f516489e3746f483ead9d6d','counterfeit','Seen by eye.','u-edffdc8d10d271a686f2c8366c3eb4d1','2026-11-26 17:17:54.669136','verdict','["e-a9e752b97725b119c3a7f19c9e86bd1b"]');
CREATE TABLE contribution_photos (
	contribution_id VARCHAR(34) NOT NULL, 
	position INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	media_type VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	right_holder_id VARCHAR(34) NOT NULL, 
	CONSTRAINT pk_contribution_photos PRIMARY KEY (contribution_id, position), 
	CONSTRAINT fk_contribution_photos_contribution_id_contributions FOREIGN KEY(contribution_id) REFERENCES contributions (id), 
	CONSTRAINT fk_contribution_photos_right_holder_id_organisations FOREIGN KEY(right_holder_id) REFERENCES organisations (id)
);
INSERT INTO "contribution_photos" VALUES('b-87b4d52d5faa7df35644100b89ea4693',0,'4214e5622c13ec5ec316b236643be8832efb9f2b44bbf74652155156e3c9a771','image/jpeg',37832,'o-108c56a0f9cdef5b1f7b042718cdb52f');
CREATE TABLE contributions (
	id VARCHAR(34) NOT NULL, 
	organisation_id VARCHAR(34) NOT NULL, 
	right_holder_id VARCHAR(34) NOT NULL, 
	enquiry_id VARCHAR(34) NOT NULL, 
	item_id VARCHAR(34) NOT NULL, 
	product_id TEXT NOT NULL, 
	label VARCHAR(16) NOT NULL, 
	examination_id VARCHAR(34) NOT NULL, 
	release VARCHAR(64) NOT NULL, 
	outcome VARCHAR(32) NOT NULL, 
	rejection_bound FLOAT, 
	rejection_products INTEGER, 
	acceptance_bound FLOAT, 
	acceptance_products INTEGER, 
	confirmed_at DATETIME NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_contributions PRIMARY KEY (id), 
	CONSTRAINT fk_contributions_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id), 
	CONSTRAINT fk_contributions_right_holder_id_organisations FOREIGN KEY(right_holder_id) REFERENCES organisations (id)
);
INSERT INTO "contributions" VALUES('b-87b4d52d5faa7df35644100b89ea4693','o-d1aee1e80095e6095307e70493a53d11','o-108c56a0f9cdef5b1f7b042718cdb52f','q-2ec8560143fa8a26392c4b73909bac0b','i-3e2c14f47f516489e3746f483ead9d6d','box','counterfeit','e-a9e752b97725b119c3a7f19c9e86bd1b','r-431a2500db8dc7b4','suspected_counterfeit',0.041,1,0.041,1,'2026-11-26 17:17:54.656314','proposed');
CREATE TABLE enquiries (
	id VARCHAR(34) NOT NULL, 
	organisation_id VARCHAR(34) NOT NULL, 
	right_holder_id VARCHAR(34) NOT NULL, 
	case_id VARCHAR(34) NOT NULL, 
	item_id VARCHAR(34) NOT NULL, 
	product_id TEXT NOT NULL, 
	question TEXT NOT NULL, 
	asked_by VARCHAR(34) NOT NULL, 
	asked_at DATETIME NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	examination_id VARCHAR(34) NOT NULL, 
	release VARCHAR(64) NOT NULL, 
	outcome VARCHAR(32) NOT NULL, 
	rejection_bound FLOAT, 
	rejection_products INTEGER, 
	acceptance_bound FLOAT, 
	acceptance_products INTEGER, 
	withdrawn_by VARCHAR(34), 
	withdrawn_at DATETIME, 
	CONSTRAINT pk_enquiries PRIMARY KEY (id), 
	CONSTRAINT fk_enquiries_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id), 
	CONSTRAINT fk_enquiries_right_holder_id_organisations FOREIGN KEY(right_holder_id) REFERENCES organisations (id), 
	CONSTRAINT fk_enquiries_case_id_cases FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_enquiries_item_id_case_items FOREIGN KEY(item_id) REFERENCES case_items (id), 
	CONSTRAINT fk_enquiries_asked_by_people FOREIGN KEY(asked_by) REFERENCES people (id), 
	CONSTRAINT fk_enquiries_withdrawn_by_people FOREIGN KEY(withdrawn_by) REFERENCES people (id)
);
INSERT INTO "enquiries" VALUES('q-2ec8560143fa8a26392c4b73909bac0b','o-d1aee1e80095e6095307e70493a53d11','o-108c56a0f9cdef5b1f7b042718cdb52f','c-50c6ab05edc40381f18a361b659c3707','i-3e2c14f47f516489e3746f483ead9d6d','box','Yours?','u-edffdc8d10d271a686f2c8366c3eb4d1','2026-11-26 17:17:54.626286','answered','e-a9e752b97725b119c3a7f19c9e86bd1b','r-431a2500db8dc7b4','suspected_counterfeit',0.041,1,0.041,1,NULL,NULL);
CREATE TABLE enquiry_answers (
	enquiry_id VARCHAR(34) NOT NULL, 
	position INTEGER NOT NULL, 
	organisation_id VARCHAR(34) NOT NULL, 
	right_holder_id VARCHAR(34) NOT NULL, 
	outcome VARCHAR(32) NOT NULL, 
	statement TEXT NOT NULL, 
	answered_by VARCHAR(34) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	answered_at DATETIME NOT NULL, 
	CONSTRAINT pk_enquiry_answers PRIMARY KEY (enquiry_id, position), 
	CONSTRAINT fk_enquiry_answers_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id), 
	CONSTRAINT fk_enquiry_answers_right_holder_id_organisations FOREIGN KEY(right_holder_id) REFERENCES organisations (id), 
	CONSTRAINT fk_enquiry_answers_enquiry_id_enquiries FOREIGN KEY(enquiry_id) REFERENCES enquiries (id), 
	CONSTRAINT fk_enquiry_answers_answered_by_people FOREIGN KEY(answered_by) REFERENCES people (id)
);
INSERT INTO "enquiry_answers" VALUES('q-2ec8560143fa8a26392c4b73909bac0b',0,'o-d1aee1e80095e6095307e70493a53d11','o-108c56a0f9cdef5b1f7b042718cdb52f','confirmed_counterfeit','Ours.','u-bb29f287c47fcc589bff94693f7bdcf5','First-Reviewer','2026-11-26 17:17:54.656314');
CREATE TABLE enquiry_photos (
	enquiry_id VARCHAR(34) NOT NULL, 
	position INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	media_type VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	organisation_id VARCHAR(34) NOT NULL, 
	right_holder_id VARCHAR(34) NOT NULL, 
	examination_id VARCHAR(34) NOT NULL, 
	CONSTRAINT pk_enquiry_photos PRIMARY KEY (enquiry_id, position), 
	CONSTRAINT fk_enquiry_photos_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id), 
	CONSTRAINT fk_enquiry_photos_right_holder_id_organisations FOREIGN KEY(right_holder_id) REFERENCES organisations (id), 
	CONSTRAINT fk_enquiry_photos_enquiry_id_enquiries FOREIGN KEY(enquiry_id) REFERENCES enquiries (id)
);
INSERT INTO "enquiry_photos" VALUES('q-2ec8560143fa8a26392c4b73909bac0b',0,'4214e5622c13ec5ec316b236643be8832efb9f2b44bbf74652155156e3c9a771','image/jpeg',37832,'o-d1aee1e80095e6095307e70493a53d11','o-108c56a0f9cdef5b1f7b042718cdb52f','e-a9e752b97725b119c3a7f19c9e86bd1b');
CREATE TABLE examination_photos (
	examination_id VARCHAR(34) NOT NULL, 
	position INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	media_type VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, organisation_id VARCHAR(34), 
	CONSTRAINT pk_examination_photos PRIMARY KEY (examination_id, position), 
	CONSTRAINT fk_examination_photos_examination_id_examinations FOREIGN KEY(examination_id) REFERENCES examinations (id)
);
INSERT INTO "examination_photos" VALUES('e-6b437ebd371d47d60e60c2dc50d201d7',0,'e2cc5f6d9e7bf3e6ec0c4d519d072356f1970b6e0847c08cbad72b5ed2bf4313','image/jpeg',38448,'o-d1aee1e80095e6095307e70493a53d11');
INSERT INTO "examination_photos" VALUES('e-a9e752b97725b119c3a7f19c9e86bd1b',0,'4214e5622c13ec5ec316b236643be8832efb9f2b44bbf74652155156e3c9a771','image/jpeg',37832,'o-d1aee1e80095e6095307e70493a53d11');
CREATE TABLE examinations (
	id VARCHAR(34) NOT NULL, 
	created_at DATETIME NOT NULL, 
	release VARCHAR(64) NOT NULL, 
	verdict TEXT NOT NULL, organisation_id VARCHAR(34), examined_by VARCHAR(34), case_id VARCHAR(34), case_item_id VARCHAR(34), right_holder VARCHAR(120), restricted TEXT, release_sha256 VARCHAR(64), asked TEXT, follows VARCHAR(34), filed_by VARCHAR(34), filed_at DATETIME, 
	CONSTRAINT pk_examinations PRIMARY KEY (id)
);
INSERT INTO "examinations" VALUES('e-6b437ebd371d47d60e60c2dc50d201d7','2026-11-26 17:17:54.316818','r-431a2500db8dc7b4','{"outcome": "consistent_with_genuine", "reasons": [], "product": {"id": "box", "given_by": "officer", "probability": 0.982852}, "probability_counterfeit": 0.015602, "log10_likelihood_ratio": -1.8, "likelihood_ratio_cap": 1.8, "supports": "genuine", "strength": "moderate", "prior_counterfeit": null, "posterior_counterfeit": null, "log_odds": -10.381826, "residual": 0.0, "basis": "both_labels", "unlikeness": null, "guarantee": {"error": "counterfeit called consistent", "bound": 0.041, "confidence": 0.95, "items": 72, "errors": 0, "items_needed": 0, "products": 1}, "points": [{"id": "logo", "finding": "matches", "weight": -3.460609, "photo": 0, "region": [0.0, 0.952381, 1.0, 0.047619], "reference": "bfd8cdfd1eff7d9ecd3c3d9b44f3cc52fc7fe4d6738de034f66456e931011ff8", "place": [0.096469, 0.099422, 0.202132, 0.20122], "reference_region": [0.1, 0.1, 0.2, 0.2]}, {"id": "seal", "finding": "not_visible", "weight": -3.460609, "photo": null, "region": null, "reference": null, "place": null, "reference_region": null}, {"id": "secret", "finding": "matches", "weight": -3.460609, "photo": 0, "region": [0.0, 0.952381, 1.0, 0.047619], "reference": "bfd8cdfd1eff7d9ecd3c3d9b44f3cc52fc7fe4d6738de034f66456e931011ff8", "place": [0.096469, 0.099422, 0.202132, 0.20122], "reference_region": [0.1, 0.1, 0.2, 0.2]}], "codes": [], "photos": [{"sha256": "e2cc5f6d9e7bf3e6ec0c4d519d072356f1970b6e0847c08cbad72b5ed2bf4313", "view": "front", "quality": {"sharpness": 0.6512, "exposure": 0.5161, "glare": 0.0, "pixels": 240}, "retake": [], "like_genuine": 1.0, "like_counterfeit": null, "belongs": null, "product": null, "registrations": [{"reference": "bfd8cdfd1eff7d9ecd3c3d9b44f3cc52fc7fe4d6738de034f66456e931011ff8", "homography": [1.008949, 0.005797, -0.004907, 0.001916, 1.008289, -0.001497, 0.00415, 0.006076, 1.0], "inliers": 44, "cells": 35}]}], "next_photo": null, "release": "r-431a2500db8dc7b4", "took_ms": 323.264399, "candidates": [{"id": "box", "probability": 0.982852}, {"id": "bag", "probability": 0.017148}], "readers": [{"name": "codes", "library": "zxing-cpp", "version": "3.1.1", "sha256": null}, {"name": "registration", "library": "opencv-python-headless", "version": "5.0.0.93", "sha256": null}], "texts": []}','o-d1aee1e80095e6095307e70493a53d11','u-edffdc8d10d271a686f2c8366c3eb4d1',NULL,NULL,'acme','{"logo": "officer", "seal": "officer", "secret": "holder"}','431a2500db8dc7b45929656df37cf8ea52a5930b0c2290d87ad3035480c8f66a','{"prior": null, "product": "box", "views": []}',NULL,NULL,NULL);
INSERT INTO "examinations" VALUES('e-a9e752b97725b119c3a7f19c9e86bd1b','2026-11-26 17:17:54.560678','r-431a2500db8dc7b4','{"outcome": "suspected_counterfeit", "reasons": [], "product": {"id": "box", "given_by": "officer", "probability": 0.982852}, "probability_counterfeit": 0.984398, "log10_likelihood_ratio": 1.8, "likelihood_ratio_cap": 1.8, "supports": "counterfeit", "strength": "moderate", "prior_counterfeit": null, "posterior_counterfeit": null, "log_odds": 26.583632, "residual": 0.0, "basis": "both_labels", "unlikeness": null, "guarantee": {"error": "genuine called suspected", "bound": 0.041, "confidence": 0.95, "items": 72, "errors": 0, "items_needed": 0, "products": 1}, "points": [{"id": "logo", "finding": "deviates", "weight": 8.861211, "photo": 0, "region": [0.285714, 0.380952, 0.142857, 0.190476], "reference": "bfd8cdfd1eff7d9ecd3c3d9b44f3cc52fc7fe4d6738de034f66456e931011ff8", "place": [0.096513, 0.099831, 0.202018, 0.201004], "reference_region": [0.1, 0.1, 0.2, 0.2]}, {"id": "seal", "finding": "not_visible", "weight": 8.861211, "photo": null, "region": null, "reference": null, "place": null, "reference_region": null}, {"id": "secret", "finding": "deviates", "weight": 8.861211, "photo": 0, "region": [0.285714, 0.380952, 0.142857, 0.190476], "reference": "bfd8cdfd1eff7d9ecd3c3d9b44f3cc52fc7fe4d6738de034f66456e931011ff8", "place": [0.096513, 0.099831, 0.202018, 0.201004], "reference_region": [0.1, 0.1, 0.2, 0.2]}], "codes": [], "photos": [{"sha256": "4214e5622c13ec5ec316b236643be8832efb9f2b44bbf74652155156e3c9a771", "view": "front", "quality": {"sharpness": 0.6526, "exposure": 0.5559, "glare": 0.0, "pixels": 240}, "retake": [], "like_genuine": 1.0, "like_counterfeit": null, "belongs": null, "product": null, "registrations": [{"reference": "bfd8cdfd1eff7d9ecd3c3d9b44f3cc52fc7fe4d6738de034f66456e931011ff8", "homography": [1.006316, 0.006928, -0.004735, -2e-05, 1.007504, -0.000801, 0.001663, 0.006233, 1.0], "inliers": 26, "cells": 23}]}], "next_photo": null, "release": "r-431a2500db8dc7b4", "took_ms": 155.065274, "candidates": [{"id": "box", "probability": 0.982852}, {"id": "bag", "probability": 0.017148}], "readers": [{"name": "codes", "library": "zxing-cpp", "version": "3.1.1", "sha256": null}, {"name": "registration", "library": "opencv-python-headless", "version": "5.0.0.93", "sha256": null}], "texts": []}','o-d1aee1e80095e6095307e70493a53d11','u-edffdc8d10d271a686f2c8366c3eb4d1','c-50c6ab05edc40381f18a361b659c3707','i-3e2c14f47f516489e3746f483ead9d6d','acme','{"logo": "officer", "seal": "officer", "secret": "holder"}','431a2500db8dc7b45929656df37cf8ea52a5930b0c2290d87ad3035480c8f66a','{"prior": null, "product": "box", "views": []}',NULL,NULL,NULL);
CREATE TABLE idempotency_keys (
	"key" VARCHAR(255) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	made VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_idempotency_keys PRIMARY KEY ("key")
);
CREATE TABLE leaving_objects (
	sha256 VARCHAR(64) NOT NULL, 
	since DATETIME NOT NULL, 
	CONSTRAINT pk_leaving_objects PRIMARY KEY (sha256)
);
CREATE TABLE opinions (
	id VARCHAR(34) NOT NULL, 
	organisation_id VARCHAR(34) NOT NULL, 
	case_id VARCHAR(34) NOT NULL, 
	item_id VARCHAR(34) NOT NULL, 
	asked_by VARCHAR(34) NOT NULL, 
	asked_of VARCHAR(34) NOT NULL, 
	question TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	finding VARCHAR(16), 
	reason TEXT, 
	answered_at DATETIME, 
	had_seen BOOLEAN, 
	CONSTRAINT pk_opinions PRIMARY KEY (id), 
	CONSTRAINT fk_opinions_case_id_cases FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_opinions_item_id_case_items FOREIGN KEY(item_id) REFERENCES case_items (id), 
	CONSTRAINT fk_opinions_asked_by_people FOREIGN KEY(asked_by) REFERENCES people (id), 
	CONSTRAINT fk_opinions_asked_of_people FOREIGN KEY(asked_of) REFERENCES people (id), 
	CONSTRAINT fk_opinions_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id)
);
INSERT INTO "opinions" VALUES('p-65ac5dc734755198fa7076a94189fe79','o-d1aee1e80095e6095307e70493a53d11','c-50c6ab05edc40381f18a361b659c3707','i-3e2c14f47f516489e3746f483ead9d6d','u-edffdc8d10d271a686f2c8366c3eb4d1','u-e0c85e1bfb43ec3d32463f2330ef1ddf','?','2026-11-26 17:17:54.586487',NULL,NULL,NULL,NULL);
CREATE TABLE organisations (
	id VARCHAR(34) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	country VARCHAR(2), 
	allows_all BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_organisations PRIMARY KEY (id), 
	CONSTRAINT uq_organisations_name UNIQUE (name)
);
INSERT INTO "organisations" VALUES('o-d1aee1e80095e6095307e70493a53d11','agency','First Customs','JP',1,'2026-11-26 17:17:53.824275');
INSERT INTO "organisations" VALUES('o-b660144886e2039930b27281f83bee1f','agency','Second Customs','EE',1,'2026-11-26 17:17:53.830323');
INSERT INTO "organisations" VALUES('o-108c56a0f9cdef5b1f7b042718cdb52f','right_holder','acme',NULL,1,'2026-11-26 17:17:53.836270');
INSERT INTO "organisations" VALUES('o-f52638fb4a2c1fb5c97c56bc2ec432ee','operator','The operator',NULL,1,'2026-11-26 17:17:53.841384');
CREATE TABLE people (
	id VARCHAR(34) NOT NULL, 
	organisation_id VARCHAR(34) NOT NULL, 
	username VARCHAR(64) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	password_hash VARCHAR(200), 
	openid_subject VARCHAR(300), 
	created_at DATETIME NOT NULL, 
	disabled_at DATETIME, 
	CONSTRAINT pk_people PRIMARY KEY (id), 
	CONSTRAINT uq_people_username UNIQUE (username), 
	CONSTRAINT uq_people_openid_subject UNIQUE (openid_subject), 
	CONSTRAINT fk_people_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES organisations (id)
);
INSERT INTO "people" VALUES('u-edffdc8d10d271a686f2c8366c3eb4d1','o-d1aee1e80095e6095307e70493a53d11','first-officer','First-Officer','officer',NULL,NULL,'2026-11-26 17:17:53.846796',NULL);
INSERT INTO "people" VALUES('u-e0c85e1bfb43ec3d32463f2330ef1ddf','o-d1aee1e80095e6095307e70493a53d11','first-senior-officer','First-Senior-Officer','senior_officer',NULL,NULL,'2026-11-26 17:17:54.329495',NULL);
INSERT INTO "people" VALUES('u-bb29f287c47fcc589bff94693f7bdcf5','o-108c56a0f9cdef5b1f7b042718cdb52f','first-reviewer','First-Reviewer','reviewer',NULL,NULL,'2026-11-26 17:17:54.642029',NULL);
CREATE TABLE sessions (
	id VARCHAR(64) NOT NULL, 
	person_id VARCHAR(34) NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	CONSTRAINT pk_sessions PRIMARY KEY (id), 
	CONSTRAINT fk_sessions_person_id_people FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE sign_in_failures (
	id VARCHAR(32) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_sign_in_failures PRIMARY KEY (id)
);
CREATE INDEX ix_examinations_created_at ON examinations (created_at);
CREATE INDEX ix_idempotency_keys_created_at ON idempotency_keys (created_at);
CREATE INDEX ix_audit_events_subject ON audit_events (subject);
CREATE INDEX ix_people_organisation_id ON people (organisation_id);
CREATE INDEX ix_sessions_person_id ON sessions (person_id);
CREATE INDEX ix_sessions_created_at ON sessions (created_at);
CREATE INDEX ix_api_tokens_person_id ON api_tokens (person_id);
CREATE INDEX ix_sign_in_failures_key ON sign_in_failures ("key");
CREATE INDEX ix_sign_in_failures_at ON sign_in_failures (at);
CREATE INDEX ix_examinations_organisation_id ON examinations (organisation_id);
CREATE INDEX ix_examinations_case_item_id ON examinations (case_item_id);
CREATE INDEX ix_cases_closed_at ON cases (closed_at);
CREATE INDEX ix_conclusions_case_id ON conclusions (case_id);
CREATE INDEX ix_opinions_case_id ON opinions (case_id);
CREATE INDEX ix_opinions_asked_of ON opinions (asked_of, answered_at, asked_at);
CREATE INDEX ix_enquiries_case_id ON enquiries (case_id);
CREATE INDEX ix_enquiries_organisation_id ON enquiries (organisation_id, asked_at, id);
CREATE INDEX ix_enquiries_right_holder_id ON enquiries (right_holder_id, asked_at, id);
CREATE INDEX ix_contributions_enquiry_id ON contributions (enquiry_id);
CREATE INDEX ix_contributions_confirmed_at ON contributions (confirmed_at, id);
CREATE INDEX ix_contributions_right_holder_id ON contributions (right_holder_id, confirmed_at, id);
CREATE INDEX ix_examination_photos_sha256 ON examination_photos (sha256);
CREATE INDEX ix_examinations_follows ON examinations (follows);
CREATE INDEX ix_examinations_recent ON examinations (examined_by, created_at, id);
COMMIT;
