"""What everybody writes at work: a red line that finds something here would find it in most messages."""

EVERYDAY = """
the and for are but not you all any can had her was one our out day get has him his how man new now old see
two way who boy did its let put say she too use that this with have from they will would there their what
about which when make like time just know take people into year your good some could them other than then look
only come over think also back after work first well even want because these give most please thanks thank
hello here more very much many where should does done need help tried maybe today tomorrow yesterday week
month morning monday tuesday wednesday thursday friday team teams meeting meetings mail email emails report
reports
customer customers client clients project projects product company number numbers name names text texts
document documents file files data table list lists page pages letter letters message messages channel
question questions answer answers idea ideas task tasks draft drafts summary minutes hours saved translate
write writes wrote writing read reading summarise summarize prompt prompts tool tools model models chat
claude chatgpt copilot gemini openai anthropic google microsoft slack excel word outlook powerpoint sheet
spreadsheet spreadsheets code budget invoice invoices contract contracts sales marketing finance legal
support office price offer offers order orders partner plan plans test tests training workshop result results
und der die das ist ich nicht ein eine mit auf für von wir sie den dem des auch wie wenn aber oder noch nur
nach bei aus haben hat kann sind wird werden bitte danke heute morgen woche kunde kunden bericht angebot frage
les des est que pas pour dans avec sur une vous nous mais aux plus comment fait faire bonjour merci semaine
los las que una por con para del más pero como está hay gracias semana cliente equipo hola informe
che per una non con del sono come più anche della grazie settimana cliente squadra ciao
het een van dat niet met voor zijn maar ook wel naar dank week klant
1 2 3 10 12 15 20 24 30 50 100 150 200 250 300 500 1000 2000 5000 10000 25000 50000 100000 10115 75001
2024 2025 2026 2027 2026-11-23 23.11.2026 11/23/2026 9:00 10:30 14:15 12.50 1,000 3.5 50% 5k 10k v2 Q1 Q3 H1
GPT-4 GPT-4o GPT-5 o3 A4 B2B B2C COVID-19 2FA 3D 4K PDF CSV KPI CRM SEO API FAQ HR IT AI KI IA
"""
