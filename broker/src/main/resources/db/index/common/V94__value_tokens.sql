-- The tokens of values are made by another keyed hash: filters of before find nothing. Sessions are read again.
delete from value_filter;
update session set values_to = -1;
