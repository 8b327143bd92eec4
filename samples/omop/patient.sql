-- One row a patient: the first diagnosis among the concepts {diagnosis}, from an OMOP 5.4 database.
-- Every joined part is grouped by person first, so that no join can multiply patients.
WITH diagnosis AS (
  SELECT person_id, min(condition_start_date) AS diagnosed, count(*) AS recorded
  FROM condition_occurrence
  WHERE condition_concept_id IN {diagnosis}
  GROUP BY person_id
),
birth AS (
  -- Without a day or month the middle of the month or year stands in: at most half a year off.
  SELECT person_id, gender_concept_id,
         make_date(year_of_birth, coalesce(month_of_birth, 7), CASE WHEN month_of_birth IS NULL THEN 1 ELSE coalesce(day_of_birth, 15) END) AS born
  FROM person
),
news AS (
  SELECT person_id, max(observation_period_end_date) AS last_news
  FROM observation_period
  GROUP BY person_id
),
dead AS (
  SELECT person_id, min(death_date) AS died
  FROM death
  GROUP BY person_id
),
treated AS (
  SELECT d.person_id, count(*) AS exposures
  FROM drug_exposure AS d JOIN diagnosis AS g ON g.person_id = d.person_id
  WHERE d.drug_concept_id IN {drug} AND d.drug_exposure_start_date BETWEEN g.diagnosed AND g.diagnosed + 365
  GROUP BY d.person_id
),
operated AS (
  SELECT p.person_id, min(p.procedure_date) AS operated
  FROM procedure_occurrence AS p JOIN diagnosis AS g ON g.person_id = p.person_id
  WHERE p.procedure_concept_id IN {surgery} AND p.procedure_date >= g.diagnosed
  GROUP BY p.person_id
),
ranked AS (
  -- The measurement nearest to the diagnosis, within a year on either side; ties go to the lower value.
  SELECT m.person_id, m.value_as_number,
         row_number() OVER (PARTITION BY m.person_id ORDER BY abs(m.measurement_date - g.diagnosed), m.value_as_number) AS position
  FROM measurement AS m JOIN diagnosis AS g ON g.person_id = m.person_id
  WHERE m.measurement_concept_id IN {marker} AND m.value_as_number IS NOT NULL AND abs(m.measurement_date - g.diagnosed) <= 365
)
SELECT g.person_id,
       b.gender_concept_id,
       g.diagnosed,
       g.recorded,
       CAST(EXTRACT(YEAR FROM g.diagnosed) - EXTRACT(YEAR FROM b.born) AS INTEGER)
         - CASE WHEN EXTRACT(MONTH FROM g.diagnosed) * 100 + EXTRACT(DAY FROM g.diagnosed) < EXTRACT(MONTH FROM b.born) * 100 + EXTRACT(DAY FROM b.born) THEN 1 ELSE 0 END AS age_at_diagnosis,
       coalesce(dead.died, news.last_news) AS last_news,
       coalesce(dead.died, news.last_news) - g.diagnosed AS days,
       CASE WHEN dead.died IS NULL THEN 0 ELSE 1 END AS died,
       coalesce(treated.exposures, 0) AS exposures,
       operated.operated,
       ranked.value_as_number AS marker
FROM diagnosis AS g
JOIN birth AS b ON b.person_id = g.person_id
LEFT JOIN news ON news.person_id = g.person_id
LEFT JOIN dead ON dead.person_id = g.person_id
LEFT JOIN treated ON treated.person_id = g.person_id
LEFT JOIN operated ON operated.person_id = g.person_id
LEFT JOIN ranked ON ranked.person_id = g.person_id AND ranked.position = 1
