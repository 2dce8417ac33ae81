"""Clean documents of our own writing, to be damaged. Every school, person and number in them is invented."""

DECISION = """\
Skolinspektionen
Beslut
2022-04-06
Dnr SI 2021:7351
1 (2)

Härjedalens kommun
Barn- och utbildningsnämnden

Beslut efter regelbunden kvalitetsgranskning av Gråhällsskolan i Härjedalens kommun

Skolinspektionens beslut

Skolinspektionen har granskat kvaliteten i grundskolan vid Gråhällsskolan. Granskningen visar att
skolan i flera delar har en god kvalitet, men att ett utvecklingsarbete behöver inledas inom två av de
fyra områdena. Huvudmannen ska senast den 3 oktober 2022 redovisa vilka åtgärder som har vidtagits
och vilka förändringar de har lett till för eleverna.

Rektors ledarskap

Författningsstöd: 2 kap. 9-10 §§, 4 kap. 4 § skollagen

Bedömningen är att rektorn i låg utsträckning följer upp och utvecklar undervisningen tillsammans med
lärarna. Ett utvecklingsarbete behöver inledas inom följande delar:

• Rektorn behöver analysera varför flickor och pojkar når så olika resultat, och besluta om åtgärder
  utifrån den analysen.
• Rektorn behöver skapa förutsättningar för lärarna att planera och utvärdera tillsammans under året.

Lärarna berättar att de sällan får återkoppling på det som sker i klassrummen. Rektorn säger att tiden
inte räcker till, eftersom hon också ansvarar för förskolan och fritidshemmet. Skolinspektionen bedömer
att huvudmannen därför behöver se över hur ansvaret är fördelat.

Undervisning

Författningsstöd: 1 kap. 4 § och 3 kap. 2 § skollagen, 5 kap. 2 § skolförordningen

Bedömningen är att undervisningen i hög utsträckning är målfokuserad och anpassad efter elevernas behov.
Eleverna vet vad de ska lära sig och får stöd när något är svårt. De äldre eleverna vill ha större
inflytande över hur de arbetar, och skolan har redan påbörjat ett arbete för att möta det.

På Skolinspektionens vägnar
Beslutet har fattats av enhetschef Solvig Tallmyr. Utredare Hjalmar Rönnqvist har varit föredragande.
"""

SUPERVISION = """\
Skolinspektionen
Beslut
2017-02-14
Dnr 43-2016:8807

Säffle kommun
Barn- och utbildningsnämnden

Beslut för grundskola efter tillsyn i Höglundaskolan i Säffle kommun

Skolinspektionen förelägger med stöd av 26 kap. 10 och 27 §§ skollagen Säffle kommun att vid vite av
350 000 kronor senast den 15 juni 2017 vidta åtgärder för att avhjälpa de brister som har konstaterats
i fråga om särskilt stöd och åtgärder mot kränkande behandling.

Extra anpassningar och särskilt stöd

Skolinspektionen konstaterar att Höglundaskolan inte uppfyller författningskraven avseende att:

• Elevernas behov av särskilt stöd utreds skyndsamt när det finns en risk att de inte når målen. (3 kap. 8 §
  skollagen)
• Åtgärdsprogram utarbetas för de elever som får särskilt stöd, och att de följs upp. (3 kap. 9 § skollagen)

Motivering

Vid besöket framkom att nio elever väntade på att deras behov skulle utredas. Specialpedagogen hade varit
sjukskriven sedan hösten och ingen annan hade tagit över uppgiften. Föräldrar beskriver att de själva fick
påminna skolan om det stöd som de hade kommit överens om. Huvudmannen har inte följt upp situationen,
trots att den var känd sedan våren 2016. Bristerna är därför allvarliga.

Trygghet och studiero

Skolan har en plan mot kränkande behandling, men den är inte känd bland personalen. Elever säger att
lärarna ingriper när någon blir illa behandlad men att det sällan händer något därefter. Anmälningar görs
muntligt och dokumenteras inte. (6 kap. 10 § skollagen)

På Skolinspektionens vägnar
Birgit Älvestam
Enhetschef
"""

LETTER = """\
Skolinspektionen
Informationsbrev
2023-09-04
Dnr SI 2023:4410

Örkelljunga kommun
Utbildningsnämnden

Planerad kvalitetsgranskning av huvudmannens ansvarstagande för förskolan

Under hösten kommer vi att granska hur ni tar ansvar för kvaliteten i förskolan. Granskningen avslutas med
ett beslut där vi beskriver det som fungerar väl och det som behöver förbättras. Er kommun är en av tjugo
huvudmän som vi besöker under läsåret.

Vi behöver följande handlingar senast den 29 september 2023:
• den senaste kvalitetsrapporten för förskolan, med nämndens egen analys
• en beskrivning av hur resurserna fördelas mellan förskolorna
• de beslut om utbildning och lokaler som nämnden har fattat under året

Intervjuerna genomförs på distans veckorna 43 och 44. Vi vill då träffa nämndens presidium, förvaltningschefen
och några av rektorerna. Synpunkter på vårt protokoll ska ha kommit in senast den 24 november 2023.

Med vänliga hälsningar
Majken Sjöholt, utredare
"""

ALL = {"decision": DECISION, "supervision": SUPERVISION, "letter": LETTER}
