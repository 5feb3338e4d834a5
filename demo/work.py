"""Industries with made-up companies, and the careers that one can have in them."""

from dataclasses import dataclass

from demo.region import words


@dataclass(frozen=True)
class Industry:
    """`topic` is what its people care about; each ladder of titles rises with experience."""

    name: str
    topic: str
    companies: tuple[str, ...]
    ladders: tuple[tuple[str, ...], ...]
    is_technical: bool = False


INDUSTRIES = (
    Industry(
        "Software",
        "software that stays out of the way",
        words(
            "Fernwerk Systems, Kestrel & Pine Software, Blue Lantern Labs, Quillwater, "
            "Papermoon Software, Umbra Loop, Larkfield Data, Siebenstern"
        ),
        (
            words("Junior Developer, Software Engineer, Senior Software Engineer, Staff Engineer"),
            words("Support Engineer, Test Engineer, Quality Lead, Engineering Manager"),
            words("Data Analyst, Data Engineer, Senior Data Engineer, Head of Data"),
            words("Associate Product Manager, Product Manager, Product Lead, Head of Product"),
        ),
        is_technical=True,
    ),
    Industry(
        "Healthcare",
        "care that takes its time",
        words(
            "Lindenhof Clinic, St. Aurelia Hospital, Meadowgate Health Centre, Rosenquist Care, "
            "Alder Street Practice, Harbour Row Surgery, Vela Nova Clinic, Elder & Oak Homecare"
        ),
        (
            words("Nursing Assistant, Nurse, Charge Nurse, Head of Nursing"),
            words("Resident Physician, Physician, Senior Physician, Medical Director"),
            words("Physiotherapy Assistant, Physiotherapist, Senior Physiotherapist, Clinic Lead"),
        ),
    ),
    Industry(
        "Education",
        "classrooms where questions are welcome",
        words(
            "Marlow Bridge School, Sable Hill School, Open Orchard Academy, Juniper Lane School, "
            "Bellweather College, Halden Vale University, Kite Street Library, Northlight Institute"
        ),
        (
            words("Teaching Assistant, Teacher, Senior Teacher, Head of School"),
            words("Tutor, Lecturer, Senior Lecturer, Professor"),
            words("Library Assistant, Librarian, Senior Librarian, Head Librarian"),
        ),
    ),
    Industry(
        "Finance",
        "money matters in plain words",
        words(
            "Copperleaf Credit Union, Harrow & Vane, Castellan Mutual, Greywater Partners, "
            "Lantern Hill Bank, Osprey Mutual, Millrace Pensions, Tallow & Finch Accountants"
        ),
        (
            words("Junior Accountant, Accountant, Senior Accountant, Head of Finance"),
            words("Credit Analyst, Risk Analyst, Senior Risk Analyst, Head of Risk"),
            words("Client Assistant, Client Adviser, Senior Client Adviser, Branch Manager"),
        ),
    ),
    Industry(
        "Manufacturing",
        "machines that last",
        words(
            "Ironbark Works, Vetterholm Precision, Saltmarsh Motors, Oakhurst Tools, "
            "Helios Gearworks, Blackthorn Foundry, Corvane Robotics, Weaverton Textiles"
        ),
        (
            words("Technician, Mechanical Engineer, Senior Mechanical Engineer, Plant Manager"),
            words("Apprentice Toolmaker, Toolmaker, Master Toolmaker, Workshop Manager"),
            words("Quality Inspector, Quality Engineer, Senior Quality Engineer, Head of Quality"),
        ),
    ),
    Industry(
        "Logistics",
        "things that arrive on time",
        words(
            "Seven Harbours Freight, Longacre Logistics, Wren Parcel, Packhorse & Daughters, "
            "Meridian Crossing Lines, Saltway Shipping, Yellow Door Couriers, Copse End Haulage"
        ),
        (
            words("Dispatcher, Route Planner, Operations Planner, Head of Operations"),
            words("Warehouse Associate, Shift Lead, Warehouse Manager, Regional Manager"),
            words("Purchasing Assistant, Buyer, Senior Buyer, Head of Purchasing"),
        ),
    ),
    Industry(
        "Media and Design",
        "stories told well",
        words(
            "Studio Halbmond, Paper Heron Press, Magpie & Moss, Ninth Lantern Pictures, "
            "Tessera Row Design, Broadleaf & Byrne Books, Radio Marigold, Foxglove Studio"
        ),
        (
            words("Junior Designer, Graphic Designer, Senior Designer, Creative Director"),
            words("Editorial Assistant, Editor, Senior Editor, Managing Editor"),
            words("Reporter, Correspondent, Desk Editor, Editor-in-Chief"),
        ),
    ),
    Industry(
        "Architecture and Construction",
        "buildings that age well",
        words(
            "Atelier Brückner & Lind, Stonecrop Builders, Larch & Lime Architects, Terrace Nine, "
            "Plumbline & Partners, Hollin Bridge Construction, Arcwell Surveyors, Quarry Lane Homes"
        ),
        (
            words("Architectural Assistant, Architect, Senior Architect, Design Principal"),
            words("Site Assistant, Site Engineer, Site Manager, Construction Director"),
            words("Apprentice Carpenter, Carpenter, Master Carpenter, Workshop Lead"),
        ),
    ),
    Industry(
        "Energy",
        "power that leaves no smoke behind",
        words(
            "Windrush Hill Renewables, Highmoor Power, Tidal Row Energy, Brightfen Grid, "
            "Aurora Fen Wind, Peatland Solar, Cinder & Spark, Old Mill Hydro"
        ),
        (
            words("Service Technician, Electrical Engineer, Senior Electrical Engineer, Grid Lead"),
            words("Energy Analyst, Energy Consultant, Senior Energy Consultant, Practice Lead"),
            words("Project Assistant, Project Manager, Senior Project Manager, Head of Projects"),
        ),
        is_technical=True,
    ),
    Industry(
        "Hospitality",
        "good food at an unhurried table",
        words(
            "The Copper Kettle, Hotel Miramare Blu, Saffron & Smoke, Brot & Salz, "
            "Juniper House Hotels, Little Anchovy, The Walled Garden Inn, Casa Limonero"
        ),
        (
            words("Commis Chef, Chef de Partie, Sous Chef, Head Chef"),
            words("Receptionist, Front Desk Lead, Guest Relations Manager, Hotel Manager"),
            words("Apprentice Baker, Baker, Master Baker, Bakery Manager"),
        ),
    ),
    Industry(
        "Research",
        "careful measurements",
        words(
            "Institute for Quiet Materials, Halcyon Ocean Institute, Verdant Row Genomics, "
            "Polar Light Observatory, Mossbank Field Station, Centre for River Ecology"
        ),
        (
            words("Laboratory Assistant, Research Associate, Research Scientist, Group Leader"),
            words("Field Assistant, Ecologist, Senior Ecologist, Station Director"),
            words("Doctoral Researcher, Postdoctoral Fellow, Senior Scientist, Head of Laboratory"),
        ),
        is_technical=True,
    ),
    Industry(
        "Nonprofit",
        "neighbourhoods that look after each other",
        words(
            "Open Harbour Foundation, Clean Brooks Trust, City Gardens Alliance, "
            "Readers Without Walls, Second Bicycle Project, Warm Kitchen Network"
        ),
        (
            words("Volunteer Coordinator, Programme Officer, Programme Manager, Director"),
            words("Fundraising Assistant, Fundraiser, Fundraising Manager, Head of Fundraising"),
            words("Outreach Worker, Social Worker, Team Lead, Head of Services"),
        ),
    ),
)
