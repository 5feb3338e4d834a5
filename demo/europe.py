"""Regions of Europe, and where their languages went from there."""

from demo.region import Place, Region, words

GERMAN = Region(
    female=words(
        "Anna, Lena, Zoë, Hannah, Mia, Johanna, Katharina, Sophie, Marlene, Greta, Jule, Käthe, "
        "Frieda, Annika, Franziska, Theresa, Clara, Ronja, Helene, Svenja"
    ),
    male=words(
        "Lukas, Jonas, Felix, Jürgen, Matthias, Sebastian, Maximilian, Tobias, Florian, Jörg, "
        "Moritz, Emil, Konrad, Anton, Leon, Stefan, Benedikt, Hannes, Till, Götz"
    ),
    family=words(
        "Müller, Schmidt, Keller, Weber, Schneider, Hoffmann, Schäfer, Koch, Bauer, Richter, "
        "Wolf, Neumann, Schwarz, Zimmermann, Krüger, Köhler, Lehmann, Böhm, Vogel, Groß, Berger, "
        "Winkler, Lorenz, Huber, Graf"
    ),
    places=(
        Place("Berlin", "Berlin", "Germany", "10115", "+49 30 23125 ###"),
        Place("Hamburg", "Hamburg", "Germany", "20095", "+49 40 66969 ###"),
        Place("München", "Bayern", "Germany", "80331", "+49 89 99998 ###"),
        Place("Köln", "Nordrhein-Westfalen", "Germany", "50667", "+49 221 4710 ###"),
        Place("Frankfurt am Main", "Hessen", "Germany", "60311", "+49 69 90009 ###"),
        Place("Leipzig", "Sachsen", "Germany", "04109", "+49 171 39200 ##"),
        Place("Wien", "Wien", "Austria", "1010", "+43 000 501 ###"),
        Place("Graz", "Steiermark", "Austria", "8010", "+43 000 502 ###"),
        Place("Zürich", "Zürich", "Switzerland", "8001", "+41 000 501 ###"),
        Place("Bern", "Bern", "Switzerland", "3011", "+41 000 502 ###"),
    ),
)

ENGLISH = Region(
    female=words(
        "Charlotte, Emily, Olivia, Grace, Chloë, Imogen, Harriet, Niamh, Eleanor, Isla, Megan, "
        "Rachel, Abigail, Siobhán, Erin, Hazel, Naomi, Audrey, Phoebe, Ruth"
    ),
    male=words(
        "Oliver, James, Daniel, Thomas, Benjamin, Callum, Owen, Rhys, Ethan, Samuel, Patrick, "
        "Seán, Gareth, Theodore, Nathan, Marcus, Elliot, Duncan, Isaac, Miles"
    ),
    family=words(
        "Whitfield, Bennett, Hughes, O'Connor, Fletcher, Marsh, Sinclair, Doyle, Harper, Ellis, "
        "Lawson, Pritchard, Gallagher, Thornton, Walsh, Carter, Mackenzie, Ashworth, Reid, "
        "Holloway, Brennan, Palmer, Winslow, Abbott, Fitzgerald"
    ),
    places=(
        Place("London", "England", "United Kingdom", "N1 9GU", "+44 20 7946 0###"),
        Place("Manchester", "England", "United Kingdom", "M1 1AE", "+44 161 496 0###"),
        Place("Edinburgh", "Scotland", "United Kingdom", "EH1 1BB", "+44 131 496 0###"),
        Place("Cardiff", "Wales", "United Kingdom", "CF10 1EP", "+44 29 2018 0###"),
        Place("Dublin", None, "Ireland", "D02 AF30", "+353 20 91# ####"),
        Place("New York", "New York", "United States", "10011", "+1 212 555 01##"),
        Place("Chicago", "Illinois", "United States", "60614", "+1 312 555 01##"),
        Place("Austin", "Texas", "United States", "78704", "+1 512 555 01##"),
        Place("Seattle", "Washington", "United States", "98103", "+1 206 555 01##"),
        Place("Toronto", "Ontario", "Canada", "M5V 2T6", "+1 416 555 01##"),
        Place("Sydney", "New South Wales", "Australia", "2000", "+61 2 7010 ####"),
        Place("Melbourne", "Victoria", "Australia", "3000", "+61 3 7010 ####"),
    ),
)

NORDIC = Region(
    female=words(
        "Astrid, Ingrid, Freja, Signe, Linnéa, Elin, Maja, Sigrid, Karin, Åse, Tuva, Liv, "
        "Solveig, Hedvig, Kirsten, Malin, Ebba, Ragnhild, Mette, Johanne"
    ),
    male=words(
        "Erik, Lars, Magnus, Søren, Håkon, Anders, Björn, Nils, Gustav, Mikkel, Øyvind, Oskar, "
        "Torbjørn, Rasmus, Viktor, Jens, Kasper, Sindre, Axel, Åke"
    ),
    family=words(
        "Lindqvist, Johansson, Bergström, Nyström, Hansen, Dahl, Sørensen, Holm, Nielsen, Lund, "
        "Ström, Solberg, Kjær, Åberg, Halvorsen, Sandström, Vestergaard, Nordin, Eriksen, Mørk, "
        "Söderberg, Haugen, Bjerke, Østergaard, Ekström"
    ),
    places=(
        Place("Stockholm", "Stockholm", "Sweden", "111 29", "+46 8 465 004 ##"),
        Place("Göteborg", "Västra Götaland", "Sweden", "411 03", "+46 31 390 06 ##"),
        Place("Malmö", "Skåne", "Sweden", "211 22", "+46 40 628 04 ##"),
        Place("Oslo", None, "Norway", "0150", "+47 000 501 ###"),
        Place("Bergen", "Vestland", "Norway", "5003", "+47 000 502 ###"),
        Place("Trondheim", "Trøndelag", "Norway", "7011", "+47 000 503 ###"),
        Place("København", "Hovedstaden", "Denmark", "1150", "+45 000 501 ###"),
        Place("Aarhus", "Midtjylland", "Denmark", "8000", "+45 000 502 ###"),
    ),
)

POLISH = Region(
    female=words(
        "Agnieszka, Zofia, Małgorzata, Hanna, Julia, Katarzyna, Żaneta, Magdalena, Ewa, Oliwia, "
        "Weronika, Barbara, Aleksandra, Łucja, Natalia, Iwona, Marta, Dominika, Joanna, Elżbieta"
    ),
    male=words(
        "Łukasz, Paweł, Tomasz, Michał, Jakub, Wojciech, Krzysztof, Grzegorz, Bartosz, Mateusz, "
        "Stanisław, Piotr, Rafał, Szymon, Kacper, Marcin, Adam, Filip, Sławomir, Jędrzej"
    ),
    # Only names without a feminine form: those in -ski would have to agree with the given name.
    family=words(
        "Nowak, Wójcik, Kowalczyk, Woźniak, Mazur, Krawczyk, Kaczmarek, Zając, Król, Wieczorek, "
        "Pawlak, Stępień, Sikora, Duda, Włodarczyk, Bąk, Szewczyk, Kołodziej, Górka, Kubiak, "
        "Marciniak, Błaszczyk, Kozioł, Gajda, Wróbel"
    ),
    places=(
        Place("Warszawa", "Mazowieckie", "Poland", "00-025", "+48 000 501 ###"),
        Place("Kraków", "Małopolskie", "Poland", "31-042", "+48 000 502 ###"),
        Place("Gdańsk", "Pomorskie", "Poland", "80-831", "+48 000 503 ###"),
        Place("Wrocław", "Dolnośląskie", "Poland", "50-101", "+48 000 504 ###"),
        Place("Poznań", "Wielkopolskie", "Poland", "61-772", "+48 000 505 ###"),
        Place("Łódź", "Łódzkie", "Poland", "90-423", "+48 000 506 ###"),
        Place("Lublin", "Lubelskie", "Poland", "20-112", "+48 000 507 ###"),
    ),
)

EUROPE = (GERMAN, ENGLISH, NORDIC, POLISH)
