"""Regions of Africa and Asia."""

from demo.region import Place, Region, words

ARABIC = Region(
    female=words(
        "Layla, Noura, Salma, Yasmine, Huda, Amal, Rania, Mariam, Dina, Samira, Hanan, Farah, "
        "Zeina, Iman, Nadia, Rasha, Sahar, Aya, Lina, Ghada"
    ),
    male=words(
        "Omar, Youssef, Karim, Khaled, Tariq, Hassan, Ziad, Samir, Rami, Bilal, Faris, Nabil, "
        "Walid, Mahmoud, Anas, Jamal, Hisham, Adel, Marwan, Ibrahim"
    ),
    family=words(
        "Haddad, Khoury, Mansour, Nasser, Saleh, El-Sayed, Al-Masri, Aziz, Hamdan, Farouk, Said, "
        "Darwish, Khalil, Barakat, Najjar, Rahman, Shaheen, Qasim, Zaki, Fayad, Benali, Tawfiq, "
        "Abdallah, Sabbagh, Idrissi"
    ),
    places=(
        Place("Cairo", None, "Egypt", "11511", "+20 000 501 ###"),
        Place("Alexandria", None, "Egypt", "21511", "+20 000 502 ###"),
        Place("Amman", None, "Jordan", "11118", "+962 000 501 ###"),
        Place("Beirut", None, "Lebanon", "1107 2180", "+961 000 501 ###"),
        Place("Casablanca", "Casablanca-Settat", "Morocco", "20250", "+212 000 501 ###"),
        Place("Rabat", "Rabat-Salé-Kénitra", "Morocco", "10000", "+212 000 502 ###"),
        Place("Tunis", None, "Tunisia", "1000", "+216 000 501 ###"),
    ),
)

YORUBA = Region(
    female=words(
        "Folake, Yetunde, Titilayo, Bolanle, Abiola, Ronke, Temitope, Simisola, Morenike, "
        "Funmilayo, Omolara, Adunni, Kehinde, Ayomide, Bukola, Damilola, Eniola, Modupe, Sade, "
        "Yewande"
    ),
    male=words(
        "Adebayo, Olumide, Tunde, Femi, Babatunde, Ayodele, Segun, Kunle, Gbenga, Rotimi, Wale, "
        "Dapo, Kayode, Niyi, Lanre, Seun, Taiwo, Jide, Tobi, Bamidele"
    ),
    family=words(
        "Adeyemi, Okunola, Adewale, Balogun, Ogunleye, Olawale, Akande, Adekunle, Oyelaran, "
        "Bankole, Ajayi, Olaniyan, Afolabi, Ogundipe, Lawal, Adesina, Akinola, Falade, Oyewole, "
        "Sodipo, Adeleke, Odunsi, Popoola, Ige, Owolabi"
    ),
    places=(
        Place("Lagos", "Lagos", "Nigeria", "100271", "+234 000 501 ###"),
        Place("Ibadan", "Oyo", "Nigeria", "200212", "+234 000 502 ###"),
        Place("Abeokuta", "Ogun", "Nigeria", "110001", "+234 000 503 ###"),
        Place("Abuja", "Federal Capital Territory", "Nigeria", "900211", "+234 000 504 ###"),
        Place("Ilorin", "Kwara", "Nigeria", "240001", "+234 000 505 ###"),
        Place("Akure", "Ondo", "Nigeria", "340001", "+234 000 506 ###"),
    ),
)

INDIAN = Region(
    female=words(
        "Priya, Ananya, Kavya, Meera, Aditi, Lakshmi, Sneha, Divya, Ishita, Nandini, Pooja, Riya, "
        "Shreya, Tanvi, Swati, Radhika, Aparna, Deepa, Leela, Vidya"
    ),
    male=words(
        "Arjun, Rohan, Vikram, Aditya, Rahul, Karthik, Sanjay, Nikhil, Siddharth, Amit, Varun, "
        "Manoj, Ravi, Harish, Kunal, Abhishek, Suresh, Ashwin, Dev, Pranav"
    ),
    family=words(
        "Sharma, Patel, Iyer, Nair, Reddy, Mehta, Joshi, Kulkarni, Banerjee, Chatterjee, Menon, "
        "Rao, Desai, Gupta, Verma, Bhat, Mukherjee, Shah, Pillai, Deshpande, Agarwal, Krishnan, "
        "Saxena, Hegde, Malhotra"
    ),
    places=(
        Place("Mumbai", "Maharashtra", "India", "400050", "+91 000 501 ###"),
        Place("Pune", "Maharashtra", "India", "411004", "+91 000 502 ###"),
        Place("Bengaluru", "Karnataka", "India", "560001", "+91 000 503 ###"),
        Place("New Delhi", "Delhi", "India", "110001", "+91 000 504 ###"),
        Place("Chennai", "Tamil Nadu", "India", "600004", "+91 000 505 ###"),
        Place("Kolkata", "West Bengal", "India", "700019", "+91 000 506 ###"),
        Place("Hyderabad", "Telangana", "India", "500034", "+91 000 507 ###"),
        Place("Kochi", "Kerala", "India", "682011", "+91 000 508 ###"),
    ),
)

JAPANESE = Region(
    female=words(
        "Yuki, Sakura, Haruka, Aiko, Misaki, Naoko, Emi, Ayaka, Yūko, Kaori, Mio, Rin, Hanako, "
        "Chihiro, Megumi, Asuka, Nanami, Saori, Kyōko, Tomoko"
    ),
    male=words(
        "Haruto, Kenji, Takumi, Ren, Hiroshi, Daiki, Shō, Kazuya, Yūto, Makoto, Satoshi, Ryōta, "
        "Kaito, Akira, Naoki, Tarō, Jun, Shinji, Kōhei, Masaki"
    ),
    family=words(
        "Satō, Suzuki, Takahashi, Tanaka, Watanabe, Itō, Yamamoto, Nakamura, Kobayashi, Katō, "
        "Yoshida, Saitō, Matsumoto, Inoue, Kimura, Hayashi, Shimizu, Mori, Ōno, Fujiwara, Okada, "
        "Hasegawa, Ishikawa, Kondō, Endō"
    ),
    places=(
        Place("Tokyo", "Tokyo", "Japan", "150-0001", "+81 000 501 ###"),
        Place("Yokohama", "Kanagawa", "Japan", "220-0012", "+81 000 502 ###"),
        Place("Nagoya", "Aichi", "Japan", "450-0002", "+81 000 503 ###"),
        Place("Kyoto", "Kyoto", "Japan", "600-8216", "+81 000 504 ###"),
        Place("Osaka", "Osaka", "Japan", "530-0001", "+81 000 505 ###"),
        Place("Fukuoka", "Fukuoka", "Japan", "810-0001", "+81 000 506 ###"),
        Place("Sapporo", "Hokkaido", "Japan", "060-0042", "+81 000 507 ###"),
        Place("Sendai", "Miyagi", "Japan", "980-0021", "+81 000 508 ###"),
    ),
)

AFRICA_ASIA = (ARABIC, YORUBA, INDIAN, JAPANESE)
