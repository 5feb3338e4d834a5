"""Regions where French, Spanish or Portuguese is spoken, on both sides of the Atlantic."""

from demo.region import Place, Region, words

FRENCH = Region(
    female=words(
        "Camille, Chloé, Élodie, Inès, Manon, Léa, Margaux, Océane, Juliette, Amélie, Noémie, "
        "Hélène, Clémence, Agathe, Solène, Aurélie, Sandrine, Éloïse, Mathilde, Capucine"
    ),
    male=words(
        "Antoine, Théo, Mathieu, Rémi, Loïc, Hugo, Étienne, Baptiste, Jérôme, Gaël, Olivier, "
        "Benoît, Sacha, Maxime, François, Yann, Raphaël, Cédric, Adrien, Thibault"
    ),
    family=words(
        "Lefèvre, Moreau, Dubois, Girard, Fournier, Bélanger, Mercier, Rousseau, Lemaire, Garnier, "
        "Chevalier, Gauthier, Perrin, Marchand, Tremblay, Renard, Besson, Delorme, Vasseur, "
        "Boucher, Guérin, Pelletier, Carpentier, Faure, Noël"
    ),
    places=(
        Place("Paris", "Île-de-France", "France", "75011", "+33 1 99 00 ## ##"),
        Place("Lyon", "Auvergne-Rhône-Alpes", "France", "69002", "+33 4 65 71 ## ##"),
        Place("Nantes", "Pays de la Loire", "France", "44000", "+33 2 61 91 ## ##"),
        Place("Strasbourg", "Grand Est", "France", "67000", "+33 3 53 01 ## ##"),
        Place("Bordeaux", "Nouvelle-Aquitaine", "France", "33000", "+33 5 36 49 ## ##"),
        Place("Bruxelles", None, "Belgium", "1000", "+32 000 501 ###"),
        Place("Liège", "Wallonie", "Belgium", "4000", "+32 000 502 ###"),
        Place("Genève", "Genève", "Switzerland", "1204", "+41 000 503 ###"),
        Place("Montréal", "Québec", "Canada", "H2X 1Y4", "+1 514 555 01##"),
    ),
)

SPANISH = Region(
    female=words(
        "María, Lucía, Sofía, Valentina, Camila, Inés, Carmen, Ximena, Daniela, Paula, Martina, "
        "Rocío, Elena, Jimena, Alejandra, Pilar, Renata, Catalina, Mónica, Begoña"
    ),
    male=words(
        "Alejandro, Diego, Javier, Mateo, Santiago, Andrés, José, Álvaro, Joaquín, Sebastián, "
        "Tomás, Iñaki, Martín, Emilio, Rubén, Nicolás, Rodrigo, Héctor, Gonzalo, Julián"
    ),
    family=words(
        "García, Martínez, López, Hernández, Ramírez, Núñez, Castillo, Ortega, Ibáñez, Vargas, "
        "Peña, Rojas, Morales, Delgado, Cárdenas, Fuentes, Salazar, Muñoz, Navarro, Quintero, "
        "Serrano, Acosta, Herrera, Zúñiga, de la Cruz"
    ),
    places=(
        Place("Madrid", "Madrid", "Spain", "28013", "+34 000 501 ###"),
        Place("Barcelona", "Cataluña", "Spain", "08002", "+34 000 502 ###"),
        Place("Sevilla", "Andalucía", "Spain", "41001", "+34 000 503 ###"),
        Place("Ciudad de México", None, "Mexico", "06700", "+52 000 501 ###"),
        Place("Guadalajara", "Jalisco", "Mexico", "44100", "+52 000 502 ###"),
        Place("Bogotá", None, "Colombia", "110231", "+57 000 501 ###"),
        Place("Medellín", "Antioquia", "Colombia", "050021", "+57 000 502 ###"),
        Place("Buenos Aires", None, "Argentina", "C1425DKF", "+54 000 501 ###"),
        Place("Santiago", "Región Metropolitana", "Chile", "8320000", "+56 000 501 ###"),
    ),
)

PORTUGUESE = Region(
    female=words(
        "Beatriz, Mariana, Larissa, Ana, Letícia, Gabriela, Luísa, Débora, Rafaela, Júlia, Inês, "
        "Fernanda, Patrícia, Vitória, Tainá, Cecília, Helena, Isadora, Bianca, Lívia"
    ),
    male=words(
        "João, Pedro, Thiago, Caio, Rafael, Gustavo, Mateus, Luís, Vinícius, Bruno, Felipe, André, "
        "Otávio, Henrique, Murilo, Davi, Leandro, Fábio, Antônio, Renato"
    ),
    family=words(
        "Silva, Santos, Oliveira, Souza, Ferreira, Almeida, Carvalho, Gonçalves, Ribeiro, Araújo, "
        "Barbosa, Cardoso, Rocha, Teixeira, Moura, Nogueira, Freitas, Monteiro, Magalhães, "
        "Simões, Correia, Brandão, Guimarães, Azevedo, Lacerda"
    ),
    places=(
        Place("São Paulo", "São Paulo", "Brazil", "01310-100", "+55 000 501 ###"),
        Place("Rio de Janeiro", "Rio de Janeiro", "Brazil", "22041-001", "+55 000 502 ###"),
        Place("Belo Horizonte", "Minas Gerais", "Brazil", "30130-110", "+55 000 503 ###"),
        Place("Curitiba", "Paraná", "Brazil", "80010-000", "+55 000 504 ###"),
        Place("Recife", "Pernambuco", "Brazil", "50030-230", "+55 000 505 ###"),
        Place("Porto Alegre", "Rio Grande do Sul", "Brazil", "90010-150", "+55 000 506 ###"),
        Place("Lisboa", None, "Portugal", "1100-148", "+351 000 501 ###"),
        Place("Porto", None, "Portugal", "4000-322", "+351 000 502 ###"),
    ),
)

ROMANCE = (FRENCH, SPANISH, PORTUGUESE)
