-- What is counted stays right without this step; the column goes with the step that added it.
SELECT 1;
