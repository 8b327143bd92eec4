-- One row a tumour: every condition among the concepts {diagnosis}, a patient may have several.
-- Modifiers (stage, grade, receptors) hang on the condition by measurement_event_id; {condition_field} is the concept
-- that says "the event is a condition occurrence". The first disease episode is taken where the site keeps episodes.
WITH tumour AS (
  SELECT condition_occurrence_id AS tumour_id, person_id, condition_concept_id, condition_start_date AS diagnosed
  FROM condition_occurrence
  WHERE condition_concept_id IN {diagnosis}
),
stage AS (
  SELECT measurement_event_id AS tumour_id, value_as_concept_id AS stage_concept_id,
         row_number() OVER (PARTITION BY measurement_event_id ORDER BY measurement_date, measurement_id) AS position
  FROM measurement
  WHERE measurement_concept_id IN {stage} AND meas_event_field_concept_id IN {condition_field}
),
disease AS (
  SELECT event.event_id AS tumour_id, min(episode.episode_start_date) AS episode_start
  FROM episode_event AS event JOIN episode ON episode.episode_id = event.episode_id
  WHERE event.episode_event_field_concept_id IN {condition_field} AND episode.episode_concept_id IN {disease_episode}
  GROUP BY event.event_id
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
)
SELECT tumour.tumour_id,
       tumour.person_id,
       tumour.condition_concept_id,
       coalesce(disease.episode_start, tumour.diagnosed) AS diagnosed,
       stage.stage_concept_id,
       coalesce(dead.died, news.last_news) - coalesce(disease.episode_start, tumour.diagnosed) AS days,
       CASE WHEN dead.died IS NULL THEN 0 ELSE 1 END AS died
FROM tumour
LEFT JOIN stage ON stage.tumour_id = tumour.tumour_id AND stage.position = 1
LEFT JOIN disease ON disease.tumour_id = tumour.tumour_id
LEFT JOIN news ON news.person_id = tumour.person_id
LEFT JOIN dead ON dead.person_id = tumour.person_id
