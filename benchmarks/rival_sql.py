import duckdb, resource, time, sys
def cpu():
    u=resource.getrusage(resource.RUSAGE_SELF); return u.ru_utime+u.ru_stime
def raw(key,salt):
    s=f"xor({key}, {salt})"
    f=f"((({s} >> 30) * 1640531527 + ({s} & 1073741823) * 1779033703) >> 21) & 4294967295"
    a=f"({f})"
    a=f"((xor({a}, {a} >> 16) * 2146121005) & 4294967295)"
    a=f"((xor({a}, {a} >> 15) * 2073254773) & 4294967295)"
    return a
import math
def thr(ppb): return math.ceil(ppb/1e9*4294967296)
P='benchmarks/out/w1/planwise.duckdb'
src=duckdb.connect(P,read_only=True)
ty=src.execute("select simulation_year,target_headcount,termination_salt,promotion_salt,new_hire_termination_salt,hire_profile_salt,hire_age_salt,hire_pay_salt from int_trial_years order by 1").fetchall()
threads=int(sys.argv[1]) if len(sys.argv)>1 else 1
import os
if os.path.exists('benchmarks/out/prof/rival.duckdb'): os.remove('benchmarks/out/prof/rival.duckdb')
src.close()
con=duckdb.connect('benchmarks/out/prof/rival.duckdb', config={'threads':threads,'memory_limit':'6GB'})
con.execute(f"attach '{P}' as p (read_only); create table base as select employee_key, level_id, age, tenure, compensation from p.baseline_workforce; create table slots as select * from p.int_hire_profile_slots; detach p")
QUIT={1:.148,2:.118,3:.098,4:.078,5:.060}
MIN={2:60000,3:80000,4:110000,5:160000}
quit="case level_id "+" ".join(f"when {l} then {thr(round(r*1e9))}" for l,r in QUIT.items())+" end"
nextmin="case level_id "+" ".join(f"when {l-1} then {m}" for l,m in MIN.items())+" end"
c,w=cpu(),time.perf_counter()
con.execute("create table snapshot (simulation_year smallint, employee_key bigint, level_id smallint, age smallint, tenure smallint, compensation decimal(12,2))")
for y,target,ts,ps,ns,hp,ha,hy in ty:
    prev = "base" if y==2025 else f"(select * from snapshot where simulation_year={y-1})"
    n=con.execute(f"""insert into snapshot
    select {y}, employee_key, level_id + promoted::int, age+1, tenure+1,
      cast((case when promoted then greatest(compensation, ({nextmin})::decimal(12,2)) else compensation end) * 1.03::decimal(8,6) as decimal(12,2))
    from (select *, level_id < 5 and {raw('employee_key',ps)} < {thr(80000000)} as promoted from {prev} as previous
      where {raw('employee_key',ts)} >= {quit}) as stayed""").fetchone()[0]
    kept=max(target-n,0); hires=math.ceil(round(kept/0.75,6))
    x=f"xor(i & 1073741823, ({y}::bigint * 668265263) & 1073741823)"
    m=f"((xor({x}, {x} >> 15) * 739982445) & 1073741823)"
    m=f"((xor({m}, {m} >> 13) * 695872825) & 1073741823)"
    con.execute(f"""insert into snapshot
    select {y}, employee_key, s.level_id, s.age_from + floor(age_draw * (s.age_to - s.age_from + 1)), 0,
       cast(floor((s.min_salary + (s.max_salary - s.min_salary) * (s.pay_position_from + pay_draw * (s.pay_position_to - s.pay_position_from))) * 100 + 0.5) as bigint)::decimal(14,0) * 0.01
    from (select employee_key, {raw('employee_key',hp)} / 4294967296 as profile_draw, {raw('employee_key',ha)} / 4294967296 as age_draw, {raw('employee_key',hy)} / 4294967296 as pay_draw
      from (select {m} * 1073741824 + ((i * 787846413) & 1073741823) as employee_key from range(1, {hires}+1) as r(i)) as keyed
      where {raw('employee_key',ns)} >= {thr(250000000)}) as hired
    join slots as s on floor(profile_draw*256)::smallint = s.slot and profile_draw >= s.share_from and profile_draw < s.share_to""")
con.execute("checkpoint")
print('cpu',cpu()-c,'wall',time.perf_counter()-w, con.execute("select count(*) from snapshot").fetchone())
con.execute(f"attach '{P}' as p (read_only)")
print(con.execute("""select count(*) from ((select * from snapshot except all select simulation_year, employee_key, level_id, age, tenure, compensation from p.int_workforce_years where exit_code=0) union all (select simulation_year, employee_key, level_id, age, tenure, compensation from p.int_workforce_years where exit_code=0 except all select * from snapshot))""").fetchone())
